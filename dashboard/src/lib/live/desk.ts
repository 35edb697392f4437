// One agent's desk while signed in: joins the socket with inbox, transcripts, post and typing, and carries out what the agent decides.
import type { Account } from "@/lib/access";
import type { Availability, Event as DurableEvent, Holder, WireError } from "@/lib/protocol";
import { type Change, Inbox } from "./inbox";
import { Link, type Reply, type Unanswered } from "./link";
import { Observable } from "./observable";
import { Post } from "./post";
import { isMine, type Patch } from "./sessions";
import { Transcripts } from "./transcripts";
import { TypingBoard } from "./typing";

/** So many held conversations are followed live at once; nobody answers more. */
const FOLLOWED = 30;

export type Loss = { holder: Holder | null; closed: boolean };

export class Desk {
  readonly changes = new Observable<string>();
  readonly link = new Link();
  readonly inbox = new Inbox(this.link, this.changes);
  readonly transcripts = new Transcripts(this.link, this.inbox, this.changes);
  readonly typing = new TypingBoard(this.changes);
  readonly post: Post;
  readonly losses = new Map<string, Loss>();
  onArrival: (change: Change) => void = () => undefined;
  #selected: string | undefined;
  readonly #letGo = new Set<string>();
  readonly #taken = new Set<string>();

  constructor(readonly account: Account) {
    this.post = new Post(this.link, this.inbox, this.changes, account.id);
    this.post.onLockLost = (id) => this.#lose(id);
    this.inbox.shown = (id) => id === this.#selected;
    this.inbox.onChange = (change) => this.#changed(change);
    this.transcripts.onEvents = (id, events) => this.#arrived(id, events);
    this.link.onState = (state) => this.#linked(state);
    this.#listen();
  }

  start(): void {
    this.link.start();
  }

  stop(): void {
    this.link.stop();
    this.inbox.stop();
  }

  select(id: string | undefined): void {
    this.#selected = id;
    this.#follow();
  }

  isSelected(id: string): boolean {
    return this.#selected === id;
  }

  /** Whether this window has itself asked for the conversation: nobody has to tell its agent. */
  took(id: string): boolean {
    return this.#taken.has(id);
  }

  claim(id: string): Promise<WireError | null> {
    return this.#hold(id, () => this.link.request("claim", { session_id: id }));
  }

  takeover(id: string): Promise<WireError | null> {
    return this.#hold(id, () => this.link.request("takeover", { session_id: id }));
  }

  reopen(id: string): Promise<WireError | null> {
    return this.#hold(id, () => this.link.request("reopen", { session_id: id }));
  }

  release(id: string): Promise<WireError | null> {
    return this.#giveUp(id, () => this.link.request("release", { session_id: id, fence: this.#fence(id) }));
  }

  transfer(id: string, agentId: string): Promise<WireError | null> {
    const lock = { session_id: id, fence: this.#fence(id) };
    return this.#giveUp(id, () => this.link.request("transfer", { ...lock, agent_id: agentId }));
  }

  close(id: string): Promise<WireError | null> {
    return this.#giveUp(id, () => this.link.request("close", { session_id: id, fence: this.#fence(id) }));
  }

  async tag(id: string, tags: string[]): Promise<WireError | null> {
    const answer = await this.link.request("tag", { session_id: id, tags });
    if (answer.ok) this.inbox.assume(id, { tags });
    return refusal(answer);
  }

  async setAvailability(status: Availability): Promise<WireError | null> {
    const answer = await this.link.request("availability", { status });
    const me = this.inbox.me;
    if (answer.ok && me) this.inbox.setAgents([...this.inbox.agents.values(), { ...me, status }]);
    return refusal(answer);
  }

  typed(id: string, on: boolean): void {
    if (this.inbox.holds(id)) void this.link.request("typing", { session_id: id, on });
  }

  forgetLoss(id: string): void {
    if (this.losses.delete(id)) this.changes.notify(`loss:${id}`);
  }

  #listen(): void {
    const { socket } = this.link;
    socket.on("session", (patch: Patch) => this.inbox.patch(patch));
    socket.on("agents", ({ agents }) => this.inbox.setAgents(agents));
    socket.on("event", (event) => this.transcripts.receive(event));
    socket.on("typing", (word) => this.typing.hear(word));
    socket.on("seen", ({ session_id, side, delivered, read }) =>
      this.inbox.raiseSeen(session_id, side, { delivered, read }),
    );
    socket.on("presence", ({ session_id, online, page }) => {
      const visitor = this.inbox.get(session_id)?.visitor;
      if (visitor)
        this.inbox.assume(session_id, { visitor_online: online, visitor: { ...visitor, page: page ?? visitor.page } });
    });
  }

  #linked(state: string): void {
    this.changes.notify("link");
    if (state !== "online") return;
    void this.inbox.refresh().then(() => this.#follow());
    this.transcripts.resume();
    this.post.resume();
  }

  #changed(change: Change): void {
    const me = this.inbox.me?.id;
    const { before, after } = change;
    const was = before !== undefined && isMine(before, me);
    const is = isMine(after, me);
    if (is && !was) this.forgetLoss(after.id);
    if (was && !is && !this.#letGo.has(after.id)) this.#lose(after.id);
    if (was !== is) this.#follow();
    if (is && !was) this.post.pump();
    this.onArrival(change);
  }

  #arrived(id: string, events: DurableEvent[]): void {
    this.post.delivered(new Set(events.flatMap((event) => event.client_id ?? [])));
    for (const { kind, author } of events) if (kind === "message") this.typing.spoke(id, author);
  }

  /** The lock went without this window's doing: what was being written stays, and the agent is told who has it now. */
  #lose(id: string): void {
    const summary = this.inbox.get(id);
    this.post.recall(id);
    const holder = summary && summary.holder?.id !== this.account.id ? summary.holder : null;
    this.losses.set(id, { holder, closed: summary?.status === "closed" });
    this.changes.notify(`loss:${id}`);
  }

  async #hold(id: string, act: () => Promise<Reply<"claim">>): Promise<WireError | null> {
    this.#taken.add(id);
    const answer = await act();
    setTimeout(() => this.#taken.delete(id), answer.ok ? 2_000 : 0);
    const { me } = this.inbox;
    if (answer.ok && me) {
      const holder = { id: me.id, name: me.name, avatar: me.avatar };
      this.inbox.assume(id, { status: "active", closed_at: null, holder, fence: answer.fence });
    }
    return refusal(answer);
  }

  /** The lock goes by this window's own doing, so that nothing is lost. */
  async #giveUp(id: string, act: () => Promise<Unanswered | { ok: true }>): Promise<WireError | null> {
    this.#letGo.add(id);
    const answer = await act();
    setTimeout(() => this.#letGo.delete(id), answer.ok ? 2_000 : 0);
    return refusal(answer);
  }

  #fence(id: string): number {
    return this.inbox.get(id)?.fence ?? 0;
  }

  #follow(): void {
    const ids = new Set(this.inbox.orders.mine.filter((id) => this.inbox.holds(id)).slice(0, FOLLOWED));
    if (this.#selected) ids.add(this.#selected);
    this.transcripts.follow(ids);
  }
}

const LOST: WireError = { code: "busy", message: "", retry: null };

function refusal(answer: Unanswered | { ok: true }): WireError | null {
  return answer.ok ? null : (answer.error ?? LOST);
}
