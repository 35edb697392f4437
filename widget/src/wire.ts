// What the hub and this file say to each other, and how an answer of the hub is judged.

import type { Author, Event, PublicHolder, VisitorSession } from './protocol'

export type { Author, VisitorSession, Watermarks as Marks } from './protocol'
export type WireEvent = Event
export type Holder = PublicHolder

/** An event that a visitor may see, so that nothing of it is missing. */
export interface ChatEvent extends Event {
  ts: number
  author: Author
}

export type Localized = { vi: string; en: string }

export interface FormField {
  id: string
  type: 'text' | 'textarea' | 'tel' | 'email' | 'select' | 'checkbox'
  label: Localized
  placeholder: Localized
  required: boolean
  options: { value: string; label: Localized }[]
  pattern: string | null
}

export interface WidgetTexts {
  title: string
  subtitle: string
  greeting: string
  offline: string
}

export interface WidgetConfig {
  name: string
  color: string
  logo: string | null
  position: 'right' | 'left'
  lang: 'vi' | 'en'
  sounds: boolean
  drafts: boolean
  texts: { vi: WidgetTexts; en: WidgetTexts }
  fields: FormField[]
  revision: number
}

export type Answers = Record<string, string | boolean>

export interface WireError {
  code: string
  message: string
  retry: number | null
  fields?: Record<string, string>
}

export type Ack<T = object> = ({ ok: true } & T) | { ok: false; error: WireError }

export type Resumed = { session: VisitorSession; events: WireEvent[]; head: number; reset?: boolean }

export const isChatEvent = (event: WireEvent): event is ChatEvent =>
  event.kind !== 'hidden' && event.ts !== undefined && event.author !== undefined

/** What to do next about something that was sent: the only place where refusals are told apart. */
export type Verdict =
  | { kind: 'accepted'; seq: number }
  | { kind: 'again'; wait: number; slow: boolean }
  | { kind: 'refused'; reason: string; code: string }
  | { kind: 'expired' }

const PAUSE_WITHOUT_ADVICE = 1000

export function judge(ack: Ack<{ seq?: number }> | undefined): Verdict {
  if (!ack) return { kind: 'again', wait: PAUSE_WITHOUT_ADVICE, slow: false }
  if (ack.ok) return { kind: 'accepted', seq: ack.seq ?? 0 }
  const { code, message, retry } = ack.error
  if (code === 'unauthorized') return { kind: 'expired' }
  if (code === 'busy' || code === 'rate_limited' || retry != null) {
    return { kind: 'again', wait: retry ?? PAUSE_WITHOUT_ADVICE, slow: code === 'rate_limited' }
  }
  return { kind: 'refused', reason: message, code }
}

/** Anything may stand between us and the hub (a proxy's error page, say): only a well-formed error is believed. */
export function readError(value: unknown): WireError {
  const error =
    (value as { error?: Partial<WireError> } | null)?.error ?? (value as Partial<WireError> | null)
  if (typeof error?.code !== 'string') return { code: 'busy', message: '', retry: null }
  return {
    code: error.code,
    message: String(error.message ?? ''),
    retry: typeof error.retry === 'number' ? error.retry : null,
    ...(error.fields ? { fields: error.fields } : {}),
  }
}
