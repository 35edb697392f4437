// Conversations and events for tests, whole and plausible unless a test says otherwise.
import type { Event as DurableEvent, SessionSummary } from "@/lib/protocol";
import type { Parcel } from "./outbox";

export function session(id: string, fields: Partial<SessionSummary> = {}): SessionSummary {
  return {
    id,
    rev: 1,
    status: "waiting",
    visitor: {
      id: `visitor-${id}`,
      name: "Trần Thị Ánh",
      phone: "0912345678",
      address: "",
      lang: "vi",
      ip: "203.0.113.7",
      user_agent: "",
      page: null,
      referrer: "",
    },
    form: {},
    holder: null,
    fence: 0,
    opened_at: 1_000,
    closed_at: null,
    waiting_since: 1_000,
    head: 1,
    last: null,
    unread: 0,
    visitor_online: true,
    seen: { visitor: { delivered: 0, read: 0 }, agent: { delivered: 0, read: 0 } },
    tags: [],
    rating: null,
    ...fields,
  };
}

export const LAN = { id: "lan", name: "Lan", avatar: null };
export const MINH = { id: "minh", name: "Minh", avatar: null };

export const held = (id: string, by = LAN, fields: Partial<SessionSummary> = {}): SessionSummary =>
  session(id, { status: "active", holder: by, fence: 7, ...fields });

export function event(seq: number, fields: Partial<DurableEvent> = {}): DurableEvent {
  return {
    session_id: "s",
    seq,
    kind: "message",
    ts: seq * 1_000,
    author: { type: "visitor", id: "v", name: "Ánh" },
    client_id: `c${seq}`,
    text: `tin ${seq}`,
    data: {},
    ...fields,
  };
}

export const parcel = (clientId: string, fields: Partial<Parcel> = {}): Parcel => ({
  clientId,
  sessionId: "s",
  kind: "message",
  text: clientId,
  fence: 7,
  state: "queued",
  error: null,
  at: 0,
  ...fields,
});
