import { expect, test } from "vitest";
import { event, held } from "./fixtures.test-data";
import { lastOfVisitor, raise, receipt, unread } from "./receipts";

test("a message is sent, then delivered, then read", () => {
  expect(receipt(5, { delivered: 4, read: 3 })).toBe("sent");
  expect(receipt(4, { delivered: 4, read: 3 })).toBe("delivered");
  expect(receipt(3, { delivered: 4, read: 3 })).toBe("read");
});

test("watermarks only grow, each side for itself", () => {
  const seen = { visitor: { delivered: 5, read: 2 }, agent: { delivered: 1, read: 1 } };
  expect(raise(seen, "visitor", { delivered: 3, read: 4 })).toEqual({
    visitor: { delivered: 5, read: 4 },
    agent: { delivered: 1, read: 1 },
  });
});

test("only the visitor's messages can be read by the agents' side", () => {
  const agent = { type: "agent", id: "lan", name: "Lan" } as const;
  const events = [event(1, { kind: "opened" }), event(2), event(3, { author: agent }), event(4, { kind: "rated" })];
  expect(lastOfVisitor(events)).toBe(2);
});

test("what has been read here counts as read before the hub says so", () => {
  const last = { seq: 4, ts: 1, kind: "message", text: "a", author: { type: "visitor", name: "Ánh" } } as const;
  const summary = held("s", undefined, { unread: 2, head: 4, last });
  expect(unread(summary, 0)).toBe(2);
  expect(unread(summary, 4)).toBe(0);
  expect(unread({ ...summary, last: { ...last, seq: 6 }, head: 6 }, 4)).toBe(2);
});
