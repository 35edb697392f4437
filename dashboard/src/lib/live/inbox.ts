// Keeps the inbox in step with the hub and tells those who draw it what changed: a row at once, the order a few times a second.
import type { AgentCard, Me, SessionSummary, Watermarks } from "@/lib/protocol";
import type { Link } from "./link";
import type { Observable } from "./observable";
import { NO_ORDERS, type Orders, order } from "./order";
import { raise } from "./receipts";
import { applyInbox, applyPatch, emptySessions, isMine, type Patch } from "./sessions";

const ORDER_MS = 120;
const CLOSED_KEPT = 30;

export type Change = { before: SessionSummary | undefined; after: SessionSummary };

export class Inbox {
  readonly sessions = emptySessions();
  agents = new Map<string, AgentCard>();
  me: Me | undefined;
  orders: Orders = NO_ORDERS;
  ready = false;
  onChange: (change: Change) => void = () => undefined;
  /** What is on the screen stays known, even when it is no longer open. */
  shown: (id: string) => boolean = () => false;
  #ordering: ReturnType<typeof setTimeout> | undefined;
  #closed: string[] = [];

  constructor(
    private readonly link: Link,
    private readonly changes: Observable<string>,
  ) {}

  get(id: string): SessionSummary | undefined {
    return this.sessions.byId.get(id);
  }

  async refresh(): Promise<void> {
    this.sessions.touched.clear();
    const answer = await this.link.request("inbox", {});
    if (!answer.ok) return;
    this.me = answer.me;
    this.setAgents(answer.agents);
    const before = new Map(answer.sessions.map(({ id }) => [id, this.get(id)]));
    const firstTime = !this.ready;
    for (const id of applyInbox(this.sessions, answer.sessions, this.shown)) {
      const after = this.get(id);
      if (after && !firstTime) this.onChange({ before: before.get(id), after });
      this.changes.notify(`session:${id}`);
    }
    this.ready = true;
    this.changes.notify("me");
    this.#orderNow();
  }

  patch(patch: Patch): void {
    const before = this.get(patch.id);
    const verdict = applyPatch(this.sessions, patch);
    if (verdict === "unknown") void this.refresh();
    const after = this.get(patch.id);
    if (verdict !== "applied" || !after) return;
    if (after.status === "closed" && before?.status !== "closed") this.#forgetOldest(patch.id);
    this.#changed(before, after);
  }

  /** What an acknowledged act has made true, until the patch that says so arrives. */
  assume(id: string, fields: Partial<SessionSummary>): void {
    const before = this.get(id);
    if (!before) return;
    const after = { ...before, ...fields };
    this.sessions.byId.set(id, after);
    this.#changed(before, after);
  }

  /** A conversation that came by another way: one that is closed, or older than this inbox. */
  learn(summary: SessionSummary): void {
    const known = this.get(summary.id);
    if (known && known.rev >= summary.rev) return;
    this.sessions.byId.set(summary.id, summary);
    if (summary.status === "closed" && !known) this.#forgetOldest(summary.id);
    this.#changed(known ?? summary, summary);
  }

  raiseSeen(id: string, side: "visitor" | "agent", mark: Watermarks): void {
    const summary = this.get(id);
    if (summary) this.assume(id, { seen: raise(summary.seen, side, mark) });
  }

  setAgents(agents: AgentCard[]): void {
    this.agents = new Map(agents.map((agent) => [agent.id, agent]));
    const mine = this.me && this.agents.get(this.me.id);
    if (this.me && mine) this.me = { ...this.me, ...mine };
    this.changes.notify("agents");
    this.changes.notify("me");
  }

  holds(id: string): boolean {
    const summary = this.get(id);
    return summary !== undefined && isMine(summary, this.me?.id);
  }

  stop(): void {
    clearTimeout(this.#ordering);
  }

  #changed(before: SessionSummary | undefined, after: SessionSummary): void {
    this.onChange({ before, after });
    this.changes.notify(`session:${after.id}`);
    this.#ordering ??= setTimeout(() => this.#orderNow(), ORDER_MS);
  }

  #orderNow(): void {
    clearTimeout(this.#ordering);
    this.#ordering = undefined;
    this.orders = order(this.sessions.byId.values(), this.me?.id, this.orders);
    this.changes.notify("orders");
  }

  #forgetOldest(closed: string): void {
    this.#closed = [...this.#closed.filter((id) => id !== closed), closed];
    if (this.#closed.length <= CLOSED_KEPT) return;
    const oldest = this.#closed.find((id) => !this.shown(id));
    if (oldest === undefined) return;
    this.#closed = this.#closed.filter((id) => id !== oldest);
    if (this.get(oldest)?.status === "closed") this.sessions.byId.delete(oldest);
  }
}
