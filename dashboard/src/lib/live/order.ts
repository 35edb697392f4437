// The three lists of the inbox as ids in order, kept identical while the order is, so that nothing is drawn twice.
import type { SessionSummary } from "@/lib/protocol";
import { isMine, lastActivity } from "./sessions";

export const VIEWS = ["waiting", "mine", "all"] as const;
export type View = (typeof VIEWS)[number];

export type Orders = Record<View, string[]> & { unread: number; waitingCount: number };

export const NO_ORDERS: Orders = { waiting: [], mine: [], all: [], unread: 0, waitingCount: 0 };

type Key = [id: string, at: number];

const oldestFirst = (a: Key, b: Key) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1);
const newestFirst = (a: Key, b: Key) => b[1] - a[1] || (a[0] < b[0] ? 1 : -1);
const ids = (keys: Key[], by: (a: Key, b: Key) => number) => keys.sort(by).map(([id]) => id);

function same(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

export function order(sessions: Iterable<SessionSummary>, me: string | undefined, before = NO_ORDERS): Orders {
  const waiting: Key[] = [];
  const mine: Key[] = [];
  const all: Key[] = [];
  let unread = 0;
  for (const summary of sessions) {
    if (summary.status === "closed") continue;
    const active: Key = [summary.id, lastActivity(summary)];
    all.push(active);
    if (summary.status === "waiting") waiting.push([summary.id, summary.opened_at]);
    if (isMine(summary, me)) {
      mine.push(active);
      unread += summary.unread;
    }
  }
  const next = { waiting: ids(waiting, oldestFirst), mine: ids(mine, newestFirst), all: ids(all, newestFirst) };
  return {
    waiting: same(before.waiting, next.waiting) ? before.waiting : next.waiting,
    mine: same(before.mine, next.mine) ? before.mine : next.mine,
    all: same(before.all, next.all) ? before.all : next.all,
    unread,
    waitingCount: waiting.length,
  };
}

/** Where j and k lead: the neighbour in the list, or its first when nothing of it is open. */
export function neighbour(list: string[], current: string | undefined, step: 1 | -1): string | undefined {
  const index = current === undefined ? -1 : list.indexOf(current);
  if (index < 0) return list[0];
  return list[Math.min(Math.max(index + step, 0), list.length - 1)];
}
