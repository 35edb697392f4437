// Messages that the hub hasn't accepted yet, in the order in which they were written.
import type { ChatEvent, Verdict } from './wire'

export interface Outgoing {
  client_id: string
  session_id: string
  text: string
  /** Order of writing on this device: the clock in ms, made unique. */
  at: number
  state: 'waiting' | 'sent' | 'failed'
  reason?: string
  code?: string
}

export type Outbox = readonly Outgoing[]

const byTime = (a: Outgoing, b: Outgoing) => a.at - b.at || (a.client_id < b.client_id ? -1 : 1)

export const put = (box: Outbox, item: Outgoing): Outbox =>
  [...box.filter(other => other.client_id !== item.client_id), item].sort(byTime)

export const drop = (box: Outbox, clientId: string): Outbox => box.filter(item => item.client_id !== clientId)

export const find = (box: Outbox, clientId: string) => box.find(item => item.client_id === clientId)

/** The one message that may travel now; a refused one never holds up those behind it. */
export const next = (box: Outbox) => box.find(item => item.state === 'waiting')

/** The clock may stand still or go back between two messages; their order must not. */
export const stamp = (box: Outbox, now: number) => Math.max(now, ...box.map(item => item.at + 1))

/** A message after the hub's verdict; retries and expired tokens leave it as it is. */
export function settle(item: Outgoing, verdict: Verdict): Outgoing {
  if (verdict.kind === 'accepted') return { ...item, state: 'sent' }
  if (verdict.kind === 'refused')
    return { ...item, state: 'failed', reason: verdict.reason, code: verdict.code }
  return item
}

/** By hand, after a refusal: under the same client_id, behind everything that is waiting. */
export function retry(box: Outbox, clientId: string, now: number): Outbox {
  const item = find(box, clientId)
  if (item?.state !== 'failed') return box
  const { reason: _reason, code: _code, ...rest } = item
  return put(box, { ...rest, state: 'waiting', at: stamp(box, now) })
}

/** Once the conversation shows a message, its entry here has done its work. */
export function reconcile(box: Outbox, events: readonly ChatEvent[]): Outbox {
  const known = new Set(events.filter(event => event.author.type === 'visitor').map(event => event.client_id))
  return box.some(item => known.has(item.client_id)) ? box.filter(item => !known.has(item.client_id)) : box
}

export const unsentTexts = (box: Outbox) => box.filter(item => item.state !== 'sent').map(item => item.text)
