// Calendar days in the reader's zone, as the API and date fields write them: 2026-03-14.
const VIETNAM = "Asia/Ho_Chi_Minh";

/** The reader's zone; Chromium still calls Vietnam's by a name that newer systems don't install any more. */
export function zone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return !timeZone || timeZone === "Asia/Saigon" ? VIETNAM : timeZone;
}

export function dayOf(at: Date): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}

/** Noon, so that adding days never trips over daylight saving. */
export function noonOf(day: string): Date {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date, 12);
}

export function addDays(day: string, days: number): string {
  const at = noonOf(day);
  at.setDate(at.getDate() + days);
  return dayOf(at);
}

export const isDay = (text: string | null): text is string =>
  text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && dayOf(noonOf(text)) === text;

export const PERIODS = ["today", "yesterday", "week", "month", "quarter"] as const;
export type Period = (typeof PERIODS)[number];
export type Span = { from: string; to: string };

const LENGTHS: Record<Period, number> = { today: 1, yesterday: 1, week: 7, month: 30, quarter: 90 };

/** Both days are included. */
export function spanOf(period: Period, today: string): Span {
  const to = period === "yesterday" ? addDays(today, -1) : today;
  return { from: addDays(to, 1 - LENGTHS[period]), to };
}

export const periodOf = (span: Span, today: string): Period | null =>
  PERIODS.find((period) => {
    const { from, to } = spanOf(period, today);
    return from === span.from && to === span.to;
  }) ?? null;
