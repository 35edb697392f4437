// What the agent wrote and the hub has not acknowledged yet: in order, one in flight per conversation, each under the lock it was written with.
import type { WireError } from "@/lib/protocol";

export type Parcel = {
  clientId: string;
  sessionId: string;
  kind: "message" | "note";
  text: string;
  /** The fence of the lock under which it was written; a note needs none. */
  fence: number | null;
  state: "queued" | "sending" | "failed";
  error: WireError | null;
  at: number;
};

export type Outbox = readonly Parcel[];

export type Answer = { ok: true } | { ok: false; error: WireError } | { ok: false; error: null };

const RETRIED = new Set(["busy", "rate_limited"]);

const change = (outbox: Outbox, clientId: string, news: Partial<Parcel>): Outbox =>
  outbox.map((parcel) => (parcel.clientId === clientId ? { ...parcel, ...news } : parcel));

export function enqueue(outbox: Outbox, parcel: Omit<Parcel, "state" | "error">): Outbox {
  return [...outbox, { ...parcel, state: "queued", error: null }];
}

/** The oldest parcel of each conversation, unless one of it is under way or waits for the agent's decision. */
export function due(outbox: Outbox): Parcel[] {
  const seen = new Set<string>();
  return outbox.filter((parcel) => {
    if (seen.has(parcel.sessionId)) return false;
    seen.add(parcel.sessionId);
    return parcel.state === "queued";
  });
}

export const depart = (outbox: Outbox, clientId: string): Outbox => change(outbox, clientId, { state: "sending" });

/** After an ack (or none: `error` null) the parcel leaves, stays for another try, or is marked as failed. */
export function settleParcel(outbox: Outbox, clientId: string, answer: Answer): Outbox {
  if (answer.ok) return outbox.filter((parcel) => parcel.clientId !== clientId);
  if (answer.error === null || RETRIED.has(answer.error.code)) return change(outbox, clientId, { state: "queued" });
  return change(outbox, clientId, { state: "failed", error: answer.error });
}

export const retry = (outbox: Outbox, clientId: string, fence: number): Outbox =>
  outbox.map((parcel) =>
    parcel.clientId === clientId
      ? { ...parcel, state: "queued", error: null, fence: parcel.kind === "note" ? null : fence }
      : parcel,
  );

export const discard = (outbox: Outbox, clientId: string): Outbox =>
  outbox.filter((parcel) => parcel.clientId !== clientId);

/** The lock is gone: every message of that conversation goes back to the composer, in order; notes may still be sent. */
export function recall(outbox: Outbox, sessionId: string): { outbox: Outbox; text: string } {
  const back = outbox.filter((parcel) => parcel.sessionId === sessionId && parcel.kind === "message");
  return {
    outbox: outbox.filter((parcel) => !back.includes(parcel)),
    text: back.map((parcel) => parcel.text).join("\n"),
  };
}

/** Connection gone: nobody knows what became of those under way, so the same client_id is sent again. */
export const reconnect = (outbox: Outbox): Outbox =>
  outbox.map((parcel) => (parcel.state === "sending" ? { ...parcel, state: "queued" } : parcel));

/** An event of the log that carries our client_id is the acknowledgement that got lost. */
export const acknowledge = (outbox: Outbox, clientIds: ReadonlySet<string>): Outbox =>
  outbox.some((parcel) => clientIds.has(parcel.clientId))
    ? outbox.filter((parcel) => !clientIds.has(parcel.clientId))
    : outbox;
