// What the hub and this file say to each other, and how an answer of the hub is judged.
import type { Author, Event, PublicHolder, VisitorResumed } from './protocol'

export type { VisitorSession, Watermarks as Marks } from './protocol'
export type WireEvent = Event
export type Holder = PublicHolder
export type Resumed = VisitorResumed

/** An event that a visitor may see, so that nothing of it is missing. */
export interface ChatEvent extends Event {
  ts: number
  author: Author
}

export const isChatEvent = (event: WireEvent): event is ChatEvent => event.kind !== 'hidden'

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

/** What to do next about something that was sent: the only place where refusals are told apart. */
export type Verdict =
  | { kind: 'accepted'; seq: number }
  | { kind: 'again'; wait: number; slow: boolean }
  | { kind: 'refused'; reason: string }

const PAUSE = 1000

export function judge(ack: Ack<{ seq?: number }> | undefined): Verdict {
  if (!ack) return { kind: 'again', wait: PAUSE, slow: false }
  if (ack.ok) return { kind: 'accepted', seq: ack.seq ?? 0 }
  const { code, message, retry } = ack.error
  if (code === 'busy' || retry) return { kind: 'again', wait: retry || PAUSE, slow: code === 'rate_limited' }
  return { kind: 'refused', reason: message }
}

/** Anything may stand between us and the hub, a proxy's error page for one: only a well-formed error is believed. */
export function readError(body: unknown): WireError {
  const { error } = (body ?? {}) as { error?: WireError }
  return typeof error?.code === 'string' ? error : { code: 'busy', message: '', retry: null }
}
