import { expect, test } from "vitest";
import { event, parcel } from "@/lib/live/fixtures.test-data";
import { timeline } from "./timeline";

const DAY = 86_400_000;
const NOON = new Date(2026, 10, 20, 12).getTime();
const agent = { type: "agent", id: "lan", name: "Lan" } as const;
const types = (items: ReturnType<typeof timeline>) => items.map(({ type }) => type);

test("each day begins with its line", () => {
  const items = timeline([event(1, { ts: NOON }), event(2, { ts: NOON + 1 }), event(3, { ts: NOON + DAY })], []);
  expect(types(items)).toEqual(["day", "message", "message", "day", "message"]);
});

test("messages of one author within minutes are one group", () => {
  const events = [
    event(1, { ts: NOON }),
    event(2, { ts: NOON + 60_000 }),
    event(3, { ts: NOON + 61_000, author: agent }),
  ];
  const groups = timeline(events, []).flatMap((item) => (item.type === "message" ? [[item.opens, item.closes]] : []));
  expect(groups).toEqual([
    [true, false],
    [false, true],
    [true, true],
  ]);
});

test("a note is never grouped with a message", () => {
  const items = timeline([event(1, { author: agent }), event(2, { author: agent, kind: "note" })], []);
  expect(items.flatMap((item) => (item.type === "message" ? [item.opens] : []))).toEqual([true, true]);
});

test("the release inside a transfer, a takeover or an ending is not said twice", () => {
  const events = ["transfer", "takeover", "closed", "released", "expired"].map((why, index) =>
    event(index + 1, { kind: "released", data: { why }, ts: NOON }),
  );
  expect(types(timeline(events, []))).toEqual(["day", "line", "line"]);
});

test("what is not sent yet comes last", () => {
  expect(types(timeline([event(1)], [parcel("a")])).at(-1)).toBe("parcel");
});
