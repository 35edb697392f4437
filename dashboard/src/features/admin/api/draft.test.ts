import { expect, test } from "vitest";
import { rebase, same } from "./draft";

const base = { name: "Alo", color: "#0f766e", texts: { vi: "Chào" }, revision: 3 };

test("what I changed goes onto what another has saved", () => {
  const mine = { ...base, color: "#1d4ed8" };
  const newest = { ...base, name: "Cửa hàng", revision: 4 };
  expect(rebase(base, mine, newest)).toEqual({ ...base, name: "Cửa hàng", color: "#1d4ed8", revision: 4 });
});

test("without changes of mine the newest stands as it is", () => {
  const newest = { ...base, texts: { vi: "Xin chào" }, revision: 9 };
  expect(rebase(base, structuredClone(base), newest)).toEqual(newest);
});

test("the revision is always the newest one's, so that the next save is taken", () => {
  expect(rebase(base, { ...base, revision: 2, name: "A" }, { ...base, revision: 7 }).revision).toBe(7);
});

test("equal content is the same, whatever object it lies in", () => {
  expect(same({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBe(true);
  expect(same({ a: 1 }, { a: 2 })).toBe(false);
});
