// Moments in the words and the zone of the viewer.
import type { Lang } from './i18n'

const LOCALE = { vi: 'vi-VN', en: 'en-GB' } as const
const formats = new Map<string, Intl.DateTimeFormat>()

function format(lang: Lang, options: Intl.DateTimeFormatOptions, ts: number): string {
  const key = lang + JSON.stringify(options)
  const made = formats.get(key) ?? new Intl.DateTimeFormat(LOCALE[lang], options)
  formats.set(key, made)
  return made.format(ts)
}

export const clockTime = (ts: number, lang: Lang) => format(lang, { hour: '2-digit', minute: '2-digit' }, ts)

export const fullTime = (ts: number, lang: Lang) =>
  format(lang, { dateStyle: 'full', timeStyle: 'short' }, ts)

/** Days as the calendar of the viewer counts them, not spans of 24 hours. */
export function dayDistance(ts: number, now: number): number {
  const midnight = (t: number) => new Date(t).setHours(0, 0, 0, 0)
  return Math.round((midnight(now) - midnight(ts)) / 86_400_000)
}

export const dayKey = (ts: number) => new Date(ts).setHours(0, 0, 0, 0)

export function dayName(
  ts: number,
  now: number,
  lang: Lang,
  words: { today: string; yesterday: string },
): string {
  const distance = dayDistance(ts, now)
  if (distance <= 0) return words.today
  if (distance === 1) return words.yesterday
  const sameYear = new Date(ts).getFullYear() === new Date(now).getFullYear()
  return format(
    lang,
    { weekday: 'long', day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) },
    ts,
  )
}
