// One conversation's events in the order of their seq, whatever the order in which they arrive, each of them once.
import type { Event as DurableEvent } from "@/lib/protocol";

export type Log = {
  /** Without a hole, ascending. */
  events: DurableEvent[];
  /** Arrived above a hole; they wait until it is filled. */
  ahead: DurableEvent[];
};

export const EMPTY_LOG: Log = { events: [], ahead: [] };

export const firstSeq = (log: Log): number => log.events[0]?.seq ?? 0;
export const lastSeq = (log: Log): number => log.events.at(-1)?.seq ?? 0;
export const hasGap = (log: Log): boolean => log.ahead.length > 0;
export const reachesStart = (log: Log): boolean => firstSeq(log) === 1;

function bySeqOnce(events: DurableEvent[]): DurableEvent[] {
  const unique = new Map(events.map((event) => [event.seq, event]));
  return [...unique.values()].sort((a, b) => a.seq - b.seq);
}

/** A live event: appended, dropped as known, or kept aside while what lies before it is missing. */
export function append(log: Log, event: DurableEvent): Log {
  const last = lastSeq(log);
  if (event.seq <= last) return log;
  if (event.seq > last + 1) return { ...log, ahead: bySeqOnce([...log.ahead, event]) };
  return settle([...log.events, event], log.ahead);
}

/** What a `watch` answered from `after` on; a first answer may begin anywhere. */
export function catchUp(log: Log, answer: DurableEvent[], reset = false): Log {
  const known = reset ? [] : log.events;
  const last = known.at(-1)?.seq ?? 0;
  const news = bySeqOnce(answer).filter((event) => event.seq > last);
  const touches = known.length === 0 || news[0]?.seq === last + 1;
  if (!touches) return news.length > 0 ? { events: news, ahead: log.ahead } : log;
  return settle([...known, ...news], reset ? [] : log.ahead);
}

/** A page of older history; what doesn't lie below the log is dropped. */
export function prepend(log: Log, page: DurableEvent[]): Log {
  const first = firstSeq(log);
  const older = bySeqOnce(page).filter((event) => event.seq < first);
  return older.length === 0 ? log : { ...log, events: [...older, ...log.events] };
}

function settle(events: DurableEvent[], ahead: DurableEvent[]): Log {
  const whole = [...events];
  let last = whole.at(-1)?.seq ?? 0;
  const rest = ahead.filter((event) => {
    if (event.seq !== last + 1) return event.seq > last + 1;
    whole.push(event);
    last = event.seq;
    return false;
  });
  return { events: whole, ahead: rest };
}
