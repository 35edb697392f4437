// Sends what the agent wrote, in order and once, and gives it back to the composer when the lock is lost.
import type { Inbox } from "./inbox";
import type { Link } from "./link";
import type { Observable } from "./observable";
import * as box from "./outbox";

const RETRY_MS = 1_500;
const STORE = "alo:desk";

export class Post {
  outbox: box.Outbox = [];
  readonly drafts = new Map<string, string>();
  onLockLost: (sessionId: string) => void = () => undefined;

  constructor(
    private readonly link: Link,
    private readonly inbox: Inbox,
    private readonly changes: Observable<string>,
    private readonly account: string,
  ) {
    this.#restore();
  }

  draft(sessionId: string): string {
    return this.drafts.get(sessionId) ?? "";
  }

  setDraft(sessionId: string, text: string): void {
    if (text) this.drafts.set(sessionId, text);
    else this.drafts.delete(sessionId);
    this.changes.notify(`draft:${sessionId}`);
    this.#store();
  }

  write(sessionId: string, kind: "message" | "note", text: string, at: number): void {
    const fence = kind === "note" ? null : (this.inbox.get(sessionId)?.fence ?? 0);
    this.#become(box.enqueue(this.outbox, { clientId: crypto.randomUUID(), sessionId, kind, text, fence, at }));
    this.pump();
  }

  retry(clientId: string): void {
    const parcel = this.outbox.find((one) => one.clientId === clientId);
    if (!parcel) return;
    this.#become(box.retry(this.outbox, clientId, this.inbox.get(parcel.sessionId)?.fence ?? 0));
    this.pump();
  }

  discard(clientId: string): void {
    this.#become(box.discard(this.outbox, clientId));
    this.pump();
  }

  /** The connection is back: what was under way goes again under its client_id. */
  resume(): void {
    this.#become(box.reconnect(this.outbox));
    this.pump();
  }

  delivered(clientIds: ReadonlySet<string>): void {
    const next = box.acknowledge(this.outbox, clientIds);
    if (next !== this.outbox) this.#become(next);
  }

  /** Takes back what is still unsent of a conversation that this agent no longer holds. */
  recall(sessionId: string): void {
    const { outbox, text } = box.recall(this.outbox, sessionId);
    if (outbox.length === this.outbox.length) return;
    this.#become(outbox);
    this.setDraft(sessionId, [text, this.draft(sessionId)].filter(Boolean).join("\n"));
  }

  pump(): void {
    if (this.link.state !== "online") return;
    for (const parcel of box.due(this.outbox)) void this.#send(parcel);
  }

  async #send(parcel: box.Parcel): Promise<void> {
    this.#become(box.depart(this.outbox, parcel.clientId));
    const { sessionId: session_id, clientId: client_id, fence, text } = parcel;
    const answer = await (fence === null
      ? this.link.request("note", { session_id, client_id, text })
      : this.link.request("send", { session_id, client_id, fence, text }));
    if (!this.outbox.some((one) => one.clientId === client_id)) return this.pump();
    if (!answer.ok && (answer.error?.code === "lock_lost" || answer.error?.code === "lock_held")) {
      this.recall(session_id);
      return this.onLockLost(session_id);
    }
    this.#become(box.settleParcel(this.outbox, client_id, answer.ok ? { ok: true } : answer));
    if (answer.ok) this.pump();
    else setTimeout(() => this.pump(), answer.error?.retry ?? RETRY_MS);
  }

  #become(outbox: box.Outbox): void {
    this.outbox = outbox;
    this.changes.notify("outbox");
    this.#store();
  }

  // A tab that is reloaded or discarded by the browser keeps what was written in it; client_ids keep it from being sent twice.
  #store(): void {
    const state = { account: this.account, outbox: this.outbox, drafts: [...this.drafts] };
    try {
      sessionStorage.setItem(STORE, JSON.stringify(state));
    } catch {
      return;
    }
  }

  #restore(): void {
    try {
      const state = JSON.parse(sessionStorage.getItem(STORE) ?? "null");
      if (state?.account !== this.account) return;
      this.outbox = box.reconnect(state.outbox);
      for (const [id, text] of state.drafts) this.drafts.set(id, text);
    } catch {
      return;
    }
  }
}
