// Written by `make protocol` from config/events.py. Do not edit.

export const TEXT_MAX = 4000;

export const RESUME_MAX = 500;

export const FRESH_MAX = 50;

export type Side = "visitor" | "agent";

export type Status = "waiting" | "active" | "closed";

export type Role = "agent" | "lead" | "admin";

export type Availability = "online" | "away";

export type AuthorType = "visitor" | "agent" | "bot" | "system";

export type Kind = "opened" | "message" | "note" | "claimed" | "released" | "closed" | "reopened" | "rated" | "tagged" | "file" | "hidden";

export type ErrorCode = "unauthorized" | "forbidden" | "not_found" | "invalid" | "too_large" | "rate_limited" | "session_closed" | "lock_held" | "lock_lost" | "conflict" | "busy";

export interface Author {
  type: AuthorType;
  id?: string;
  name: string;
}

export interface Event {
  session_id: string;
  seq: number;
  kind: Kind;
  ts?: number;
  author?: Author;
  client_id?: string | null;
  text?: string | null;
  data?: Record<string, unknown>;
}

export interface Watermarks {
  delivered: number;
  read: number;
}

export interface Seen {
  visitor: Watermarks;
  agent: Watermarks;
}

export interface Rating {
  score: number;
  comment: string | null;
}

export interface PublicHolder {
  name: string;
  avatar: string | null;
}

export interface Holder {
  name: string;
  avatar: string | null;
  id: string;
}

export interface PublicVisitor {
  id: string;
  name: string;
  phone: string;
  address: string;
  lang: string;
}

export interface VisitorPage {
  url: string;
  title: string;
}

export interface VisitorDetails {
  id: string;
  name: string;
  phone: string;
  address: string;
  lang: string;
  ip: string;
  user_agent: string;
  page: VisitorPage | null;
  referrer: string;
  tz?: string;
}

export interface VisitorSession {
  id: string;
  status: Status;
  visitor: PublicVisitor;
  holder: PublicHolder | null;
  position: number | null;
  head: number;
  seen: Seen;
  rating: Rating | null;
}

export interface LastMessage {
  seq: number;
  ts: number;
  kind: Kind;
  text: string | null;
  author: Author;
}

export interface SessionSummary {
  id: string;
  rev: number;
  status: Status;
  visitor: VisitorDetails;
  form: Record<string, string | boolean>;
  holder: Holder | null;
  fence: number;
  opened_at: number;
  closed_at: number | null;
  waiting_since: number;
  head: number;
  last: LastMessage | null;
  unread: number;
  visitor_online: boolean;
  seen: Seen;
  tags: string[];
  rating: Rating | null;
}

export interface AgentCard {
  id: string;
  name: string;
  avatar: string | null;
  role: Role;
  status: Availability;
  online: boolean;
  load: number;
  capacity: number;
  takes_chats: boolean;
}

export interface Me {
  id: string;
  name: string;
  avatar: string | null;
  role: Role;
  status: Availability;
  online: boolean;
  load: number;
  capacity: number;
  takes_chats: boolean;
  email: string;
}

export interface WireError {
  code: string;
  message: string;
  retry: number | null;
  holder?: Holder | null;
  field?: string | null;
}

export interface Done {
  ok: true;
}

export interface Refused {
  ok: false;
  error: WireError;
}

export interface Accepted {
  ok: true;
  seq: number;
  ts: number;
}

export interface Recorded {
  ok: true;
  seq: number;
}

export interface Claimed {
  ok: true;
  fence: number;
}

export interface Reopened {
  ok: true;
  seq: number;
  fence: number;
}

export interface VisitorResumed {
  ok: true;
  session: VisitorSession;
  events: Event[];
  head: number;
  reset?: boolean;
}

export interface Watched {
  ok: true;
  session: SessionSummary;
  events: Event[];
  head: number;
  reset?: boolean;
}

export interface InboxState {
  ok: true;
  sessions: SessionSummary[];
  agents: AgentCard[];
  me: Me;
}

export interface TypingSent {
  session_id: string;
  author: Author;
  on: boolean;
  text?: string;
}

export interface SeenSent {
  session_id: string;
  side: Side;
  delivered: number;
  read: number;
}

export interface VisitorPresence {
  online: boolean;
  agent: PublicHolder | null;
}

export interface SessionPresence {
  session_id: string;
  online: boolean;
  page: VisitorPage | null;
}

export interface AgentsSent {
  agents: AgentCard[];
}

export interface Resume {
  after?: number | null;
}

export interface VisitorSend {
  client_id: string;
  text: string;
}

export interface VisitorTyping {
  on: boolean;
  text?: string | null;
}

export interface VisitorSeen {
  delivered: number;
  read: number;
}

export interface Page {
  url: string;
  title?: string;
}

export type VisitorClose = Record<string, never>;

export interface Rate {
  score: number;
  comment?: string | null;
}

export type Inbox = Record<string, never>;

export interface Watch {
  session_id: string;
  after?: number | null;
}

export interface Unwatch {
  session_id: string;
}

export interface Claim {
  session_id: string;
}

export interface Release {
  session_id: string;
  fence: number;
}

export interface Transfer {
  session_id: string;
  fence: number;
  agent_id: string;
}

export interface Takeover {
  session_id: string;
}

export interface AgentSend {
  session_id: string;
  fence: number;
  client_id: string;
  text: string;
}

export interface Note {
  session_id: string;
  client_id: string;
  text: string;
}

export interface AgentTyping {
  session_id: string;
  on: boolean;
}

export interface AgentSeen {
  session_id: string;
  delivered: number;
  read: number;
}

export interface SetAvailability {
  status: Availability;
}

export interface AgentClose {
  session_id: string;
  fence: number;
}

export interface Reopen {
  session_id: string;
}

export interface SetTags {
  session_id: string;
  tags: string[];
}

export interface Refresh {
  token: string;
}

export interface VisitorRequests {
  resume: (payload: Resume, ack: (answer: VisitorResumed | Refused) => void) => void;
  send: (payload: VisitorSend, ack: (answer: Accepted | Refused) => void) => void;
  typing: (payload: VisitorTyping, ack: (answer: Done | Refused) => void) => void;
  seen: (payload: VisitorSeen, ack: (answer: Done | Refused) => void) => void;
  page: (payload: Page, ack: (answer: Done | Refused) => void) => void;
  close: (payload: VisitorClose, ack: (answer: Recorded | Refused) => void) => void;
  rate: (payload: Rate, ack: (answer: Recorded | Refused) => void) => void;
}

export interface AgentRequests {
  inbox: (payload: Inbox, ack: (answer: InboxState | Refused) => void) => void;
  watch: (payload: Watch, ack: (answer: Watched | Refused) => void) => void;
  unwatch: (payload: Unwatch, ack: (answer: Done | Refused) => void) => void;
  claim: (payload: Claim, ack: (answer: Claimed | Refused) => void) => void;
  release: (payload: Release, ack: (answer: Done | Refused) => void) => void;
  transfer: (payload: Transfer, ack: (answer: Done | Refused) => void) => void;
  takeover: (payload: Takeover, ack: (answer: Claimed | Refused) => void) => void;
  send: (payload: AgentSend, ack: (answer: Accepted | Refused) => void) => void;
  note: (payload: Note, ack: (answer: Accepted | Refused) => void) => void;
  typing: (payload: AgentTyping, ack: (answer: Done | Refused) => void) => void;
  seen: (payload: AgentSeen, ack: (answer: Done | Refused) => void) => void;
  availability: (payload: SetAvailability, ack: (answer: Done | Refused) => void) => void;
  close: (payload: AgentClose, ack: (answer: Recorded | Refused) => void) => void;
  reopen: (payload: Reopen, ack: (answer: Reopened | Refused) => void) => void;
  tag: (payload: SetTags, ack: (answer: Recorded | Refused) => void) => void;
  refresh: (payload: Refresh, ack: (answer: Done | Refused) => void) => void;
}

export interface ToVisitor {
  event: (payload: Event) => void;
  session: (payload: VisitorSession) => void;
  typing: (payload: TypingSent) => void;
  seen: (payload: SeenSent) => void;
  presence: (payload: VisitorPresence) => void;
}

export interface ToAgent {
  event: (payload: Event) => void;
  session: (payload: SessionSummary) => void;
  agents: (payload: AgentsSent) => void;
  typing: (payload: TypingSent) => void;
  seen: (payload: SeenSent) => void;
  presence: (payload: SessionPresence) => void;
}
