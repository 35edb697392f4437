import { expect, test } from "vitest";
import { parcel } from "./fixtures.test-data";
import {
  acknowledge,
  depart,
  discard,
  due,
  enqueue,
  type Outbox,
  recall,
  reconnect,
  retry,
  settleParcel,
} from "./outbox";

const names = (outbox: Outbox) => outbox.map(({ clientId }) => clientId);
const refused = (code: string) => ({ ok: false, error: { code, message: "", retry: 200 } }) as const;

test("messages leave in order, one in flight per conversation", () => {
  const outbox = [parcel("a"), parcel("b"), parcel("x", { sessionId: "other" })];
  expect(names(due(outbox))).toEqual(["a", "x"]);
  expect(names(due(depart(outbox, "a")))).toEqual(["x"]);
});

test("an ack lets the next one go", () => {
  const outbox = settleParcel(depart([parcel("a"), parcel("b")], "a"), "a", { ok: true });
  expect(names(due(outbox))).toEqual(["b"]);
});

test("busy and a missing ack are tried again under the same client_id and before what follows", () => {
  for (const answer of [refused("busy"), refused("rate_limited"), { ok: false, error: null } as const]) {
    const outbox = settleParcel(depart([parcel("a"), parcel("b")], "a"), "a", answer);
    expect(names(due(outbox))).toEqual(["a"]);
  }
});

test("a refusal stays visible with its reason and holds back what follows", () => {
  const outbox = settleParcel(depart([parcel("a"), parcel("b")], "a"), "a", refused("too_large"));
  expect(outbox[0]).toMatchObject({ state: "failed", error: { code: "too_large" } });
  expect(due(outbox)).toEqual([]);
});

test("a retry by hand takes the fence of today, a note needs none", () => {
  const failed = parcel("a", { state: "failed" });
  expect(retry([failed], "a", 9)[0]).toMatchObject({ state: "queued", fence: 9, error: null });
  expect(retry([{ ...failed, kind: "note", fence: null }], "a", 9)[0]?.fence).toBeNull();
});

test("what is discarded no longer blocks", () => {
  const outbox = discard([parcel("a", { state: "failed" }), parcel("b")], "a");
  expect(names(due(outbox))).toEqual(["b"]);
});

test("a lost lock gives every unsent message back in order, and leaves notes and other conversations", () => {
  const outbox = [
    parcel("một", { state: "sending" }),
    parcel("ghi chú", { kind: "note", fence: null }),
    parcel("hai"),
    parcel("x", { sessionId: "other" }),
  ];
  const { outbox: rest, text } = recall(outbox, "s");
  expect(text).toBe("một\nhai");
  expect(names(rest)).toEqual(["ghi chú", "x"]);
});

test("after a reconnect what was under way goes again, what failed waits for the agent", () => {
  const outbox = reconnect([parcel("a", { state: "sending" }), parcel("b", { sessionId: "t", state: "failed" })]);
  expect(outbox.map(({ state }) => state)).toEqual(["queued", "failed"]);
});

test("the event of a message is its acknowledgement when the ack was lost", () => {
  const outbox = [parcel("a", { state: "sending" }), parcel("b")];
  expect(names(acknowledge(outbox, new Set(["a"])))).toEqual(["b"]);
  expect(acknowledge(outbox, new Set(["z"]))).toBe(outbox);
});

test("what is written joins the end", () => {
  const { state: _, error: __, ...fresh } = parcel("b");
  expect(names(enqueue([parcel("a")], fresh))).toEqual(["a", "b"]);
});
