// The events of the conversations that this agent looks at or holds: watched live, completed after every gap.
import { callApi } from "@/lib/http";
import type { Event as DurableEvent, WireError } from "@/lib/protocol";
import type { Inbox } from "./inbox";
import type { Link } from "./link";
import { append, catchUp, EMPTY_LOG, firstSeq, hasGap, type Log, lastSeq, prepend, reachesStart } from "./log";
import type { Observable } from "./observable";
import { lastOfVisitor } from "./receipts";

export type Transcript = {
  log: Log;
  state: "loading" | "ready" | "failed";
  error: WireError | null;
  older: "idle" | "loading" | "failed";
};

const FRESH: Transcript = { log: EMPTY_LOG, state: "loading", error: null, older: "idle" };
const FIRST_PAGE = 50;
const OLDER_PAGE = 50;
const KEPT = 20;

export class Transcripts {
  onEvents: (sessionId: string, events: DurableEvent[]) => void = () => undefined;
  readonly #all = new Map<string, Transcript>();
  readonly #watched = new Set<string>();
  readonly #asking = new Map<string, Promise<void>>();
  readonly #reported = new Map<string, { delivered: number; read: number }>();

  constructor(
    private readonly link: Link,
    private readonly inbox: Inbox,
    private readonly changes: Observable<string>,
  ) {}

  get(id: string): Transcript {
    return this.#all.get(id) ?? FRESH;
  }

  /** Watches exactly these from now on; what was read of the others stays at hand for a while. */
  follow(ids: ReadonlySet<string>): void {
    for (const id of this.#watched) {
      if (ids.has(id)) continue;
      this.#watched.delete(id);
      void this.link.request("unwatch", { session_id: id });
    }
    for (const id of ids) {
      if (this.#watched.has(id)) continue;
      this.#watched.add(id);
      void this.catchUp(id);
    }
    this.#forgetUnwatched();
  }

  /** After a reconnect the hub has forgotten whom we watch. */
  resume(): void {
    this.#asking.clear();
    for (const id of this.#watched) void this.catchUp(id);
  }

  receive(event: DurableEvent): void {
    const id = event.session_id;
    const before = this.#all.get(id);
    if (!before || !this.#watched.has(id)) return;
    const log = append(before.log, event);
    if (log === before.log) return;
    this.#set(id, { log });
    this.onEvents(id, [event]);
    if (hasGap(log)) void this.catchUp(id);
    else this.reportDelivered(id);
  }

  catchUp(id: string): Promise<void> {
    const asking =
      this.#asking.get(id) ??
      this.#watch(id).finally(() => {
        if (this.#asking.get(id) === asking) this.#asking.delete(id);
      });
    this.#asking.set(id, asking);
    return asking;
  }

  async loadOlder(id: string): Promise<void> {
    const { log, older } = this.get(id);
    if (older === "loading" || lastSeq(log) === 0 || reachesStart(log)) return;
    this.#set(id, { older: "loading" });
    try {
      const path = `/api/conversations/${id}/messages?before=${firstSeq(log)}&limit=${OLDER_PAGE}`;
      const { items } = await callApi<{ items: DurableEvent[] }>(path);
      this.#set(id, { log: prepend(this.get(id).log, items), older: "idle" });
    } catch {
      this.#set(id, { older: "failed" });
    }
  }

  reportDelivered(id: string): void {
    this.#report(id, 0);
  }

  /** The agent has the visitor's last message before their eyes. */
  reportRead(id: string): void {
    this.#report(id, lastOfVisitor(this.get(id).log.events));
  }

  readHere(id: string): number {
    return this.#reported.get(id)?.read ?? 0;
  }

  async #watch(id: string): Promise<void> {
    for (;;) {
      const { log } = this.get(id);
      const after = lastSeq(log) || Math.max(0, (this.inbox.get(id)?.head ?? 0) - FIRST_PAGE);
      const known = lastSeq(log) > 0 || this.inbox.get(id) !== undefined;
      const answer = await this.link.request("watch", { session_id: id, after: known ? after : null });
      if (!answer.ok) return this.#refused(id, answer.error);
      this.inbox.learn(answer.session);
      const next = catchUp(this.get(id).log, answer.events, answer.reset);
      this.#set(id, { log: next, state: "ready", error: null });
      this.onEvents(id, answer.events);
      if (lastSeq(next) >= answer.head || lastSeq(next) === lastSeq(log)) break;
    }
    this.reportDelivered(id);
  }

  #refused(id: string, error: WireError | null): void {
    if (error === null) return;
    if (error.code === "busy") setTimeout(() => this.#watched.has(id) && void this.catchUp(id), error.retry ?? 1_000);
    else this.#set(id, { state: "failed", error });
  }

  #report(id: string, read: number): void {
    if (!this.inbox.holds(id)) return;
    const before = this.#reported.get(id) ?? { delivered: 0, read: 0 };
    const delivered = Math.max(before.delivered, lastOfVisitor(this.get(id).log.events));
    const next = { delivered, read: Math.max(before.read, read) };
    if (next.delivered === before.delivered && next.read === before.read) return;
    this.#reported.set(id, next);
    this.changes.notify(`session:${id}`);
    void this.#sendSeen(id, next);
  }

  async #sendSeen(id: string, mark: { delivered: number; read: number }): Promise<void> {
    const answer = await this.link.request("seen", { session_id: id, ...mark });
    if (!answer.ok && this.#reported.get(id) === mark) this.#reported.delete(id);
  }

  #set(id: string, news: Partial<Transcript>): void {
    this.#all.set(id, { ...this.get(id), ...news });
    this.changes.notify(`log:${id}`);
  }

  #forgetUnwatched(): void {
    for (const id of this.#all.keys()) {
      if (this.#all.size <= KEPT) return;
      if (this.#watched.has(id)) continue;
      this.#all.delete(id);
      this.#reported.delete(id);
    }
  }
}
