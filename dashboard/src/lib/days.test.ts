import { expect, test } from "vitest";
import { addDays, dayOf, isDay, noonOf, PERIODS, periodOf, spanOf } from "./days";

test("days are added over the ends of months and years", () => {
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(addDays("2028-03-01", -1)).toBe("2028-02-29");
});

test("only days of the calendar are days", () => {
  expect(isDay("2026-02-28")).toBe(true);
  expect([isDay("2026-02-29"), isDay("28.2.2026"), isDay(null), isDay("")]).toEqual([false, false, false, false]);
});

test("a day and its noon are one", () => {
  expect(dayOf(noonOf("2026-03-29"))).toBe("2026-03-29");
});

test("a period includes both of its days and is known by them", () => {
  const today = "2026-11-21";
  expect(spanOf("week", today)).toEqual({ from: "2026-11-15", to: today });
  expect(spanOf("yesterday", today)).toEqual({ from: "2026-11-20", to: "2026-11-20" });
  for (const period of PERIODS) expect(periodOf(spanOf(period, today), today)).toBe(period);
  expect(periodOf({ from: "2026-11-03", to: "2026-11-05" }, today)).toBeNull();
});
