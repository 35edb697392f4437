import { expect, test } from "vitest";
import { daysBetween, stopwatch, timeIn } from "./dates";

test("a running wait reads like a stopwatch", () => {
  expect([0, 42_000, 725_000, 11_261_000, -5_000].map(stopwatch)).toEqual(["0:00", "0:42", "12:05", "3:07:41", "0:00"]);
});

test("days are counted by the calendar, not by hours", () => {
  const late = new Date(2026, 10, 20, 23, 59).getTime();
  const early = new Date(2026, 10, 21, 0, 1).getTime();
  expect(daysBetween(late, early)).toBe(1);
  expect(daysBetween(early, early)).toBe(0);
});

test("a clock in another zone says how far away it is, and nothing where the zone is unknown", () => {
  const noon = Date.UTC(2026, 10, 20, 12, 0);
  expect(timeIn("America/New_York", noon)).toMatch(/07:00 \(GMT-5\)$/);
  expect(timeIn("Asia/Ho_Chi_Minh", noon)).toMatch(/19:00 \(GMT\+7\)$/);
  expect(timeIn("Shop/Nowhere", noon)).toBeNull();
});
