import { expect, test } from "vitest";
import { lagNow, lagPoints } from "./lag";
import type { Snapshot } from "./snapshot";

const firehose = (oldest_ms: number): Snapshot["streams"] => [
  {
    name: "firehose",
    length: 9,
    oldest_ms: 60_000,
    groups: [{ name: "archiver", pending: 0, waiting: 3, oldest_ms, consumers: 1 }],
  },
];

test("a silent archiver's old word does not hide a backlog", () => {
  const archive = { lag_ms: 0 } as Snapshot["archive"];
  expect(lagNow({ streams: firehose(42_000), archive })).toBe(42_000);
});

test("the picture ends in this moment, and stays without it when Redis is away", () => {
  const lag = [{ at: 1_000, lag_ms: 5, pending: 0, archived: 1 }];
  expect(lagPoints({ at: 11_000, lag, streams: firehose(700), archive: null })).toEqual([
    { at: 1_000, lag_ms: 5 },
    { at: 11_000, lag_ms: 700 },
  ]);
  expect(lagPoints({ at: 11_000, lag: null, streams: null, archive: null })).toEqual([]);
});
