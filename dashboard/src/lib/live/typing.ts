// Who types where right now; who is not heard of for six seconds has stopped.
import type { Author } from "@/lib/protocol";
import type { Observable } from "./observable";

const SILENT_MS = 6_000;

export type Typing = { author: Author; text: string | null };
type Word = { session_id: string; author: Author; on: boolean; text?: string | null };

export class TypingBoard {
  readonly #typing = new Map<string, Typing & { timer: ReturnType<typeof setTimeout> }>();

  constructor(private readonly changes: Observable<string>) {}

  get(sessionId: string): Typing | undefined {
    return this.#typing.get(sessionId);
  }

  hear({ session_id: id, author, on, text }: Word): void {
    if (!on) {
      this.stop(id);
      return;
    }
    clearTimeout(this.#typing.get(id)?.timer);
    this.#typing.set(id, { author, text: text || null, timer: setTimeout(() => this.stop(id), SILENT_MS) });
    this.changes.notify(`typing:${id}`);
  }

  /** A message has arrived, so its author no longer types it; somebody else may still type theirs. */
  spoke(id: string, author: Author | undefined): void {
    const typing = this.#typing.get(id);
    if (typing?.author.type === author?.type && typing?.author.id === author?.id) this.stop(id);
  }

  stop(id: string): void {
    const typing = this.#typing.get(id);
    if (!typing) return;
    clearTimeout(typing.timer);
    this.#typing.delete(id);
    this.changes.notify(`typing:${id}`);
  }
}
