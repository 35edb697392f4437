import { expect, test } from "vitest";
import { rowsMoved } from "./anchor";

const list = (...ids: string[]) => ids;

test("rows that come in above push the view down by as many", () => {
  expect(rowsMoved(list("a", "b", "c", "d"), list("x", "y", "a", "b", "c", "d"), 1, 3)).toBe(2);
});

test("one visible row that jumps to the top doesn't drag the view along", () => {
  expect(rowsMoved(list("a", "b", "c", "d", "e"), list("d", "a", "b", "c", "e"), 1, 4)).toBe(1);
});

test("a row that leaves above pulls the view up", () => {
  expect(rowsMoved(list("a", "b", "c", "d"), list("b", "c", "d"), 1, 3)).toBe(-1);
});

test("nothing in common means nothing to hold on to", () => {
  expect(rowsMoved(list("a"), list("b"), 0, 0)).toBe(0);
});
