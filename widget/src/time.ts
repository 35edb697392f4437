// Moments in the words and the zone of the viewer.

import { type Lang, phrase } from './i18n'
import * as say from './words'

const DAY = 86_400_000
const formats: Record<string, Intl.DateTimeFormat> = {}

/** Making a formatter costs far more than using it, and a conversation has hundreds of moments. */
function format(lang: Lang, options: Intl.DateTimeFormatOptions, ts: number): string {
  const key = lang + Object.keys(options)
  formats[key] ??= new Intl.DateTimeFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', options)
  return formats[key].format(ts)
}

export const clockTime = (ts: number, lang: Lang) => format(lang, { hour: '2-digit', minute: '2-digit' }, ts)

export const fullTime = (ts: number, lang: Lang) =>
  format(lang, { dateStyle: 'full', timeStyle: 'short' }, ts)

/** Days as the calendar of the viewer counts them, not spans of 24 hours. */
export const midnight = (ts: number) => new Date(ts).setHours(0, 0, 0, 0)

export function dayName(ts: number, now: number, lang: Lang): string {
  const distance = Math.round((midnight(now) - midnight(ts)) / DAY)
  if (distance <= 0) return phrase(lang, say.today)
  if (distance === 1) return phrase(lang, say.yesterday)
  return format(
    lang,
    { weekday: 'long', day: 'numeric', month: 'long', ...(distance > 180 && { year: 'numeric' }) },
    ts,
  )
}
