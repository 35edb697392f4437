// Events for tests, with no more in them than the test says.
import type { AuthorType, Kind } from '../src/protocol'
import type { ChatEvent, WireEvent } from '../src/wire'

const MINUTE = 60_000
export const NOON = new Date(2026, 10, 20, 12).getTime()

export const event = (
  seq: number,
  type: AuthorType = 'visitor',
  more: Partial<ChatEvent> = {},
): ChatEvent => ({
  session_id: 's',
  seq,
  kind: 'message',
  ts: NOON + seq * MINUTE,
  author: { type, name: type === 'visitor' ? 'An' : 'Lan' },
  client_id: `c${seq}`,
  text: `tin ${seq}`,
  data: {},
  ...more,
})

export const line = (seq: number, kind: Kind, data: Record<string, unknown> = {}) =>
  event(seq, 'agent', { kind, text: null, client_id: null, data })

export const hidden = (seq: number): WireEvent => ({ session_id: 's', seq, kind: 'hidden' })
