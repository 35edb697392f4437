// Dates and durations as the reader's language and zone write them; formatters are costly, so each is made once.
import i18n, { locale } from "./i18n";

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale()}:${name}`;
  const made = formatters.get(key) ?? new Intl.DateTimeFormat(locale(), options);
  formatters.set(key, made);
  return made;
}

const format = (name: string, at: number, options: Intl.DateTimeFormatOptions) => formatter(name, options).format(at);

export const clockTime = (at: number) => format("clock", at, { hour: "2-digit", minute: "2-digit" });
export const fullTime = (at: number) =>
  format("full", at, { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit" });
const shortDay = (at: number) => format("day", at, { day: "2-digit", month: "2-digit" });
const longDay = (at: number) => format("long", at, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);
/** Whole calendar days between two moments in the reader's zone, whatever daylight saving does. */
export const daysBetween = (earlier: number, later: number) =>
  Math.round((midnight(later) - midnight(earlier)) / 86_400_000);

export const sameDay = (a: number, b: number) => midnight(a) === midnight(b);

/** What a clock shows in another zone, with how far that is from UTC; null where this browser doesn't know the zone. */
export function timeIn(zone: string, at: number): string | null {
  try {
    const parts = formatter(`in ${zone}`, {
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      timeZoneName: "shortOffset",
      timeZone: zone,
    }).formatToParts(at);
    const { weekday, hour, minute, timeZoneName } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
    return `${weekday}, ${hour}:${minute} (${timeZoneName})`;
  } catch {
    return null;
  }
}

/** For a row of the list: the time today, else yesterday or the date. */
export function briefTime(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 0) return clockTime(at);
  return days === 1 ? i18n.t("time.yesterday") : shortDay(at);
}

export function dayName(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 0) return i18n.t("time.today");
  return days === 1 ? i18n.t("time.yesterday") : longDay(at);
}

/** A running wait: 0:42, 12:05, 3:07:41. */
export function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const pad = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}
