// A length of time in the two largest units that say something: 42 giây, 3 phút, 1 giờ 20 phút.
import { locale } from "./i18n";

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

type Width = "short" | "narrow";

export function lengthOf(ms: number, width: Width = "short"): string {
  const say = (value: number, unit: string) =>
    new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: width, maximumFractionDigits: 1 }).format(
      value,
    );
  if (ms < 1_000) return ms <= 0 ? say(0, "second") : say(Math.round(ms), "millisecond");
  const seconds = Math.round(ms / 1_000);
  const at = UNITS.findIndex(([, size]) => seconds >= size);
  const [unit, size] = UNITS[Math.max(at, 0)] ?? UNITS[3];
  const whole = Math.floor(seconds / size);
  const next = UNITS[at + 1];
  const rest = next ? Math.floor((seconds % size) / next[1]) : 0;
  return next && rest > 0 && whole < 10 ? `${say(whole, unit)} ${say(rest, next[0])}` : say(whole, unit);
}
