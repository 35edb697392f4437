import { expect, test } from "vitest";
import { held, LAN, session } from "./fixtures.test-data";
import { applyInbox, applyPatch, emptySessions, isMine } from "./sessions";

const never = () => false;

function known(...summaries: ReturnType<typeof session>[]) {
  const sessions = emptySessions();
  applyInbox(sessions, summaries, never);
  return sessions;
}

test("a patch changes the named fields alone", () => {
  const sessions = known(session("a"));
  expect(applyPatch(sessions, { id: "a", rev: 2, unread: 3 })).toBe("applied");
  expect(sessions.byId.get("a")).toEqual(session("a", { rev: 2, unread: 3 }));
});

test("a patch with a lower or equal rev is stale", () => {
  const sessions = known(session("a", { rev: 5, unread: 1 }));
  expect(applyPatch(sessions, { id: "a", rev: 5, unread: 9 })).toBe("stale");
  expect(applyPatch(sessions, { id: "a", rev: 4, unread: 9 })).toBe("stale");
  expect(sessions.byId.get("a")?.unread).toBe(1);
});

test("a whole summary makes an unknown conversation known", () => {
  const sessions = known();
  expect(applyPatch(sessions, session("a"))).toBe("applied");
  expect(sessions.byId.has("a")).toBe(true);
});

test("a part of an unknown conversation asks for the whole", () => {
  expect(applyPatch(known(), { id: "a", rev: 3, unread: 1 })).toBe("unknown");
});

test("news that overtook an inbox answer wins over it", () => {
  const sessions = known(session("a"));
  applyPatch(sessions, held("a", LAN, { rev: 4 }));
  expect(applyInbox(sessions, [session("a", { rev: 3 })], never)).toEqual([]);
  expect(sessions.byId.get("a")?.holder).toEqual(LAN);
});

test("an inbox answer drops what is no longer open, but not what was opened meanwhile", () => {
  const sessions = known(session("gone"), session("stays"));
  applyPatch(sessions, session("new"));
  applyInbox(sessions, [session("stays")], never);
  expect([...sessions.byId.keys()].sort()).toEqual(["new", "stays"]);
});

test("what is on the screen stays known after it has ended", () => {
  const sessions = known(session("shown"));
  applyInbox(sessions, [], (id) => id === "shown");
  expect(sessions.byId.has("shown")).toBe(true);
});

test("only an active conversation of one's own is mine", () => {
  expect(isMine(held("a"), "lan")).toBe(true);
  expect(isMine(held("a"), "minh")).toBe(false);
  expect(isMine(held("a", LAN, { status: "closed" }), "lan")).toBe(false);
  expect(isMine(session("a"), undefined)).toBe(false);
});
