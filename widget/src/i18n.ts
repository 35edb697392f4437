// Says a phrase in one of the two languages.
import type { Phrase } from './words'

export type Lang = 'vi' | 'en'

/** A name could turn the direction of the sentence around it. */
const plain = (value: unknown) => String(value).replace(/[\u202a-\u202e\u2066-\u2069]/g, '')

export const phrase = (lang: Lang, [vi, en]: Phrase, values: Record<string, string | number> = {}) =>
  (lang === 'vi' ? vi : en).replace(/\{(\w+)\}/g, (_, name: string) => plain(values[name]))

export const asLang = (text: string | null | undefined): Lang | undefined =>
  text === 'vi' || text === 'en' ? text : undefined
