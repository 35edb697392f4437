// Turns events and unsent messages into what the eye reads: day lines, groups of one author, notes, quiet lines.
import { sameDay } from "@/lib/dates";
import type { Outbox, Parcel } from "@/lib/live/outbox";
import type { Event as DurableEvent } from "@/lib/protocol";

const GROUP_MS = 5 * 60_000;

type Grouping = { opens: boolean; closes: boolean };

export type Item =
  | { type: "day"; key: string; at: number }
  | { type: "line"; key: string; event: DurableEvent }
  | ({ type: "message"; key: string; event: DurableEvent } & Grouping)
  | { type: "parcel"; key: string; parcel: Parcel };

const HIDDEN = new Set<DurableEvent["kind"]>(["hidden", "file"]);
const isSpoken = (event: DurableEvent) => event.kind === "message" || event.kind === "note";

function together(a: DurableEvent | undefined, b: DurableEvent | undefined): boolean {
  if (!a || !b || a.kind !== b.kind || !isSpoken(a)) return false;
  const close = Math.abs((a.ts ?? 0) - (b.ts ?? 0)) < GROUP_MS && sameDay(a.ts ?? 0, b.ts ?? 0);
  return close && a.author?.type === b.author?.type && a.author?.id === b.author?.id;
}

/** A lock that moves by one act writes two events; the first of them says nothing that the second doesn't. */
const QUIET_RELEASES = new Set<unknown>(["closed", "transfer", "takeover"]);
const isQuiet = (event: DurableEvent) =>
  HIDDEN.has(event.kind) || (event.kind === "released" && QUIET_RELEASES.has(event.data?.why));

export function timeline(events: DurableEvent[], outbox: Outbox): Item[] {
  const items: Item[] = [];
  const visible = events.filter((event) => !isQuiet(event));
  visible.forEach((event, index) => {
    const [before, after] = [visible[index - 1], visible[index + 1]];
    const at = event.ts ?? 0;
    if (!before || !sameDay(before.ts ?? 0, at)) items.push({ type: "day", key: `day-${event.seq}`, at });
    const key = String(event.seq);
    if (!isSpoken(event)) items.push({ type: "line", key, event });
    else items.push({ type: "message", key, event, opens: !together(before, event), closes: !together(event, after) });
  });
  for (const parcel of outbox) items.push({ type: "parcel", key: parcel.clientId, parcel });
  return items;
}
