// Figures as people read them.
import { locale } from "@/lib/i18n";

const STEPS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

export function bytes(value: number): string {
  const step = Math.min(STEPS.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3));
  const style = { style: "unit", unit: STEPS[step], unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale(), style).format(value / 1000 ** step);
}

export const count = (value: number): string => new Intl.NumberFormat(locale()).format(value);

export const share = (value: number): string =>
  new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 1 }).format(value);
