// From watermarks to what an agent reads under a message: sent, delivered, read.
import type { Event as DurableEvent, Seen, SessionSummary, Watermarks } from "@/lib/protocol";

export type Receipt = "sent" | "delivered" | "read";

export function receipt(seq: number, visitor: Watermarks | undefined): Receipt {
  if (visitor && seq <= visitor.read) return "read";
  if (visitor && seq <= visitor.delivered) return "delivered";
  return "sent";
}

const higher = (a: Watermarks, b: Watermarks): Watermarks => ({
  delivered: Math.max(a.delivered, b.delivered),
  read: Math.max(a.read, b.read),
});

/** Watermarks only grow, by whatever way they reach us. */
export function raise(seen: Seen, side: "visitor" | "agent", news: Watermarks): Seen {
  return { ...seen, [side]: higher(seen[side], news) };
}

/** The highest seq of the visitor's messages in a log: what the agents' side may report as delivered or read. */
export function lastOfVisitor(events: DurableEvent[]): number {
  return events.findLast((event) => event.author?.type === "visitor" && event.kind === "message")?.seq ?? 0;
}

/** Unread as this agent sees it, who may have read further than the hub has confirmed. */
export function unread(summary: SessionSummary, readHere: number): number {
  const last = summary.last;
  const seesAll = last?.author.type === "visitor" ? readHere >= last.seq : readHere > 0 && readHere >= summary.head;
  return seesAll ? 0 : summary.unread;
}
