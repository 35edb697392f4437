// The few requests that don't need a socket: settings, presence, opening a conversation, older history.
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
  visitor_token?: string
}

export interface Opened {
  token: string
  session: VisitorSession
}

export type Answer<T> = { ok: true; value: T } | { ok: false; status: number; error: WireError }

const PATIENCE = 15_000

/** Never throws: no network is status 0, to be tried again. */
async function call<T>(url: string, init: RequestInit = {}): Promise<Answer<T>> {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE)
  try {
    const response = await fetch(url, { ...init, credentials: 'omit', signal: patience.signal })
    const body: unknown = await response.json().catch(() => null)
    if (response.ok && body) return { ok: true, value: body as T }
    return { ok: false, status: response.status, error: readError(body) }
  } catch {
    return { ok: false, status: 0, error: { code: 'busy', message: '', retry: null } }
  } finally {
    clearTimeout(timer)
  }
}

export class Rest {
  constructor(private readonly origin: string) {}

  config = () => call<WidgetConfig>(`${this.origin}/api/widget/config`)

  status = () => call<{ online: boolean }>(`${this.origin}/api/widget/status`)

  open = (opening: Opening) =>
    call<Opened>(`${this.origin}/api/widget/sessions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': opening.lang },
      body: JSON.stringify(opening),
    })

  older = (token: string, before: number) =>
    call<{ items: WireEvent[]; next: number | null }>(
      `${this.origin}/api/widget/messages?before=${before}&limit=50`,
      { headers: { Authorization: `Bearer ${token}` } },
    )
}
