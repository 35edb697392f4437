import { expect, test } from "vitest";
import { event, held, LAN, MINH, session } from "./fixtures.test-data";
import { neighbour, order } from "./order";

const said = (ts: number) =>
  ({ last: { ...event(2), ts, text: "a", author: { type: "visitor", name: "Ánh" } } }) as const;

const sessions = [
  session("w1", { opened_at: 300 }),
  session("w2", { opened_at: 100, waiting_since: 800, ...said(900) }),
  held("m1", LAN, { opened_at: 10, unread: 2, ...said(500) }),
  held("m2", LAN, { opened_at: 20, unread: 1, ...said(700) }),
  held("o1", MINH, { opened_at: 30, unread: 9, ...said(600) }),
  held("gone", LAN, { status: "closed" }),
];

test("who came first comes first, also when they wait for the second time", () => {
  expect(order(sessions, "lan").waiting).toEqual(["w2", "w1"]);
});

test("mine and all come newest first, without what has ended", () => {
  const orders = order(sessions, "lan");
  expect(orders.mine).toEqual(["m2", "m1"]);
  expect(orders.all).toEqual(["w2", "m2", "o1", "m1", "w1"]);
});

test("only one's own unread messages are counted", () => {
  expect(order(sessions, "lan").unread).toBe(3);
});

test("a list that keeps its order keeps its identity", () => {
  const before = order(sessions, "lan");
  const after = order([...sessions, session("w3", { opened_at: 50 })], "lan", before);
  expect(after.mine).toBe(before.mine);
  expect(after.waiting).not.toBe(before.waiting);
});

test("j and k stop at both ends and begin at the top", () => {
  expect(neighbour(["a", "b"], "a", 1)).toBe("b");
  expect(neighbour(["a", "b"], "b", 1)).toBe("b");
  expect(neighbour(["a", "b"], "a", -1)).toBe("a");
  expect(neighbour(["a", "b"], "elsewhere", 1)).toBe("a");
  expect(neighbour([], undefined, 1)).toBeUndefined();
});
