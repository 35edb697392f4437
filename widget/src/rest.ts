// The few requests that don't need a socket: settings, presence, opening a conversation, older history.
import { options } from './options'
import {
  type Answers,
  readError,
  type VisitorSession,
  type WidgetConfig,
  type WireError,
  type WireEvent,
} from './wire'

export interface Opening {
  client_id: string
  form: Answers
  page: string
  referrer: string
  lang: string
  tz: string
  visitor_token?: string
}

export interface Opened {
  token: string
  session: VisitorSession
}

export type Answer<T> = { ok: true; value: T } | { ok: false; error: WireError }

const PATIENCE = 15_000

/** Never throws: without a network the answer is `busy`, to be tried again. */
async function call<T>(path: string, init?: RequestInit): Promise<Answer<T>> {
  try {
    const url = `${options.origin}/api/widget/${path}`
    // Safari has had this since version 16 only.
    const signal = AbortSignal.timeout?.(PATIENCE)
    const response = await fetch(url, { ...init, credentials: 'omit', signal })
    const body: unknown = await response.json()
    return response.ok ? { ok: true, value: body as T } : { ok: false, error: readError(body) }
  } catch {
    return { ok: false, error: readError(null) }
  }
}

export const fetchConfig = () => call<WidgetConfig>('config')

export const fetchStatus = () => call<{ online: boolean }>('status')

export const postOpening = (opening: Opening) =>
  call<Opened>('sessions', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': opening.lang },
    body: JSON.stringify(opening),
  })

export const fetchOlder = (token: string, before: number) =>
  call<{ items: WireEvent[] }>(`messages?before=${before}&limit=50`, {
    headers: { Authorization: `Bearer ${token}` },
  })
