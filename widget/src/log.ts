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
  const events = [...log.events]
  const early: WireEvent[] = []
  for (const event of [...log.early, ...arrived].sort((a, b) => a.seq - b.seq)) {
    // An empty log has no number to continue, so whatever comes first begins it.
    const next = (events.at(-1)?.seq ?? event.seq - 1) + 1
    if (event.seq === next) events.push(event)
    else if (event.seq > next && early.at(-1)?.seq !== event.seq) early.push(event)
  }
  return events.length === log.events.length && early.length === log.early.length ? log : { events, early }
}

export function prepend(log: Log, older: readonly WireEvent[]): Log {
  const events = [...log.events]
  for (const event of [...older].sort((a, b) => b.seq - a.seq)) {
    if (event.seq === firstSeq({ ...log, events }) - 1) events.unshift(event)
  }
  return { ...log, events }
}

export const isFromStaff = (event: WireEvent): event is ChatEvent =>
  isChatEvent(event) && event.kind === 'message' && event.author.type !== 'visitor'

/** The highest seq that the other side wrote: what our `delivered` and `read` marks can reach. */
export const newestFromStaff = (log: Log) => log.events.filter(isFromStaff).at(-1)?.seq ?? 0

export const countUnread = (log: Log, read: number) =>
  log.events.filter(event => event.seq > read && isFromStaff(event)).length

export const raise = (marks: Marks, to: Marks): Marks => ({
  delivered: Math.max(marks.delivered, to.delivered, to.read),
  read: Math.max(marks.read, to.read),
})

export type Status = 'sending' | 'sent' | 'delivered' | 'read'

export const statusOf = (seq: number, marks: Marks | undefined): Status =>
  !marks || seq > marks.delivered ? 'sent' : seq > marks.read ? 'delivered' : 'read'
