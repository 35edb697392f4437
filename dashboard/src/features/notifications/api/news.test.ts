import { expect, test } from "vitest";
import { held, LAN, MINH, session } from "@/lib/live/fixtures.test-data";
import { newsOf } from "./news";

const wrote = (seq: number, type: "visitor" | "agent" = "visitor") =>
  ({ last: { seq, ts: 1, kind: "message", text: "a", author: { type, name: "Ánh" } } }) as const;
const kind = (before: ReturnType<typeof session> | undefined, after: ReturnType<typeof session>, chosen = false) =>
  newsOf({ before, after }, "lan", chosen)?.kind;

test("a new visitor in the queue is news for everybody", () => {
  expect(kind(undefined, session("a"))).toBe("new_waiting");
  expect(kind(held("a", MINH), session("a"))).toBe("new_waiting");
});

test("a conversation that is given to me is news, one that I took is not", () => {
  expect(kind(session("a"), held("a"))).toBe("assigned");
  expect(kind(session("a"), held("a"), true)).toBeUndefined();
});

test("a visitor's message is news in my conversations alone", () => {
  expect(kind(held("a", LAN, wrote(2)), held("a", LAN, wrote(3)))).toBe("message");
  expect(kind(held("a", MINH, wrote(2)), held("a", MINH, wrote(3)))).toBeUndefined();
  expect(kind(held("a", LAN, wrote(2)), held("a", LAN, wrote(3, "agent")))).toBeUndefined();
});

test("watermarks and presence are no news", () => {
  expect(kind(held("a", LAN, wrote(2)), held("a", LAN, { ...wrote(2), visitor_online: false }))).toBeUndefined();
});
