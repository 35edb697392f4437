// Messages that the hub hasn't accepted yet, in the order in which they were written.
import type { Verdict, WireEvent } from './wire'

export interface Outgoing {
  client_id: string
  session_id: string
  text: string
  /** Order of writing on this device: the clock in ms, made unique. */
  at: number
  state: 'waiting' | 'sent' | 'failed'
  reason?: string
}

export type Outbox = readonly Outgoing[]

export const drop = (box: Outbox, clientId: string): Outbox => box.filter(item => item.client_id !== clientId)

export const put = (box: Outbox, item: Outgoing): Outbox =>
  [...drop(box, item.client_id), item].sort((a, b) => a.at - b.at || (a.client_id < b.client_id ? -1 : 1))

export const find = (box: Outbox, clientId: string) => box.find(item => item.client_id === clientId)

/** The one message that may travel now; a refused one never holds up those behind it. */
export const next = (box: Outbox) => box.find(item => item.state === 'waiting')

/** The clock may stand still or go back between two messages; their order must not. */
export const stamp = (box: Outbox, now: number) => Math.max(now, ...box.map(item => item.at + 1))

export const settle = (item: Outgoing, { reason }: Extract<Verdict, { kind: 'refused' }>): Outgoing => ({
  ...item,
  state: 'failed',
  reason,
})

/** By hand, after a refusal: under the same client_id, behind everything that is waiting. */
export function retry(box: Outbox, clientId: string, now: number): Outbox {
  const item = find(box, clientId)
  return item?.state === 'failed' ? put(box, { ...item, state: 'waiting', at: stamp(box, now) }) : box
}

/** Once the conversation shows a message, its entry here has done its work. */
export function reconcile(box: Outbox, events: readonly WireEvent[]): Outbox {
  const known = new Set(
    events.filter(event => event.author?.type === 'visitor').map(event => event.client_id),
  )
  return box.filter(item => !known.has(item.client_id))
}

export const unsentTexts = (box: Outbox) => box.filter(item => item.state !== 'sent').map(item => item.text)
