// Decides which changes of the inbox an agent wants to hear of.
import { isMine } from "@/lib/live/sessions";
import type { SessionSummary } from "@/lib/protocol";

export type News = { kind: "new_waiting" | "assigned" | "message"; summary: SessionSummary };

type Change = { before: SessionSummary | undefined; after: SessionSummary };

/** `chosen` are conversations that this agent has just taken by hand: no need to tell them. */
export function newsOf({ before, after }: Change, me: string | undefined, chosen: boolean): News | null {
  const mine = isMine(after, me);
  const wasMine = before !== undefined && isMine(before, me);
  if (mine && !wasMine) return chosen ? null : { kind: "assigned", summary: after };
  if (after.status === "waiting" && before?.status !== "waiting") return { kind: "new_waiting", summary: after };
  const fresh = after.last !== null && after.last.seq > (before?.last?.seq ?? 0);
  if (mine && fresh && after.last?.author.type === "visitor") return { kind: "message", summary: after };
  return null;
}
