import { expect, test } from "vitest";
import { daysBetween, stopwatch } from "./dates";

test("a running wait reads like a stopwatch", () => {
  expect([0, 42_000, 725_000, 11_261_000, -5_000].map(stopwatch)).toEqual(["0:00", "0:42", "12:05", "3:07:41", "0:00"]);
});

test("days are counted by the calendar, not by hours", () => {
  const late = new Date(2026, 10, 20, 23, 59).getTime();
  const early = new Date(2026, 10, 21, 0, 1).getTime();
  expect(daysBetween(late, early)).toBe(1);
  expect(daysBetween(early, early)).toBe(0);
});
