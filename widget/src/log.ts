// The events of one conversation in the order of their seq, whatever order they arrive in.
import { type ChatEvent, isChatEvent, type Marks, type WireEvent } from './wire'

export interface Log {
  /** Ascending, without a gap; may begin later than 1 when older history isn't loaded. */
  readonly events: readonly WireEvent[]
  /** Arrived before what lies between it and `events`. */
  readonly early: readonly WireEvent[]
}

export const EMPTY_LOG: Log = { events: [], early: [] }

export const lastSeq = (log: Log) => log.events.at(-1)?.seq ?? 0
export const firstSeq = (log: Log) => log.events[0]?.seq ?? 0
export const hasGap = (log: Log) => log.early.length > 0

/** Folds events of any order and number in; what is known already is dropped. */
export function receive(log: Log, arrived: readonly WireEvent[]): Log {
  const last = lastSeq(log)
  const known = new Set(log.early.map(event => event.seq))
  const fresh = arrived.filter(event => event.seq > last && !known.has(event.seq) && known.add(event.seq))
  if (!fresh.length) return log
  const pending = [...log.early, ...fresh].sort((a, b) => a.seq - b.seq)
  const events = [...log.events]
  // An empty log has no number to continue, so whatever comes first begins it.
  let next = events.length ? last + 1 : (pending[0]?.seq ?? 1)
  let taken = 0
  while (pending[taken]?.seq === next) {
    events.push(pending[taken] as WireEvent)
    taken += 1
    next += 1
  }
  return { events, early: pending.slice(taken) }
}

/** The answer of `resume`: the hub vouches for its order, so it may also start the log again. */
export function resume(log: Log, events: readonly WireEvent[], reset: boolean): Log {
  return receive(reset ? { events: [], early: [] } : log, events)
}

export function prepend(log: Log, older: readonly WireEvent[]): Log {
  const events = [...log.events]
  for (const event of [...older].sort((a, b) => b.seq - a.seq)) {
    if (event.seq === (events[0]?.seq ?? 0) - 1) events.unshift(event)
  }
  return events.length === log.events.length ? log : { ...log, events }
}

export const chatEvents = (log: Log) => log.events.filter(isChatEvent)

export const isFromStaff = (event: WireEvent): event is ChatEvent =>
  isChatEvent(event) &&
  event.kind === 'message' &&
  (event.author.type === 'agent' || event.author.type === 'bot')

/** The highest seq that the other side wrote: what our `delivered` and `read` marks can reach. */
export function newestFromStaff(log: Log): number {
  for (let i = log.events.length - 1; i >= 0; i -= 1) {
    const event = log.events[i] as WireEvent
    if (isFromStaff(event)) return event.seq
  }
  return 0
}

export const countUnread = (log: Log, read: number) =>
  log.events.filter(event => event.seq > read && isFromStaff(event)).length

export const raise = (marks: Marks, to: Partial<Marks>): Marks => ({
  delivered: Math.max(marks.delivered, to.delivered ?? 0, to.read ?? 0),
  read: Math.max(marks.read, to.read ?? 0),
})

export type Status = 'sending' | 'sent' | 'delivered' | 'read'

export function statusOf(seq: number, agentMarks: Marks): Status {
  if (seq <= agentMarks.read) return 'read'
  return seq <= agentMarks.delivered ? 'delivered' : 'sent'
}
