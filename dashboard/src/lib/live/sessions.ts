// What the inbox knows of each conversation, and the rules by which news changes it: the higher rev wins.
import type { SessionSummary } from "@/lib/protocol";

export type Patch = Partial<SessionSummary> & Pick<SessionSummary, "id" | "rev">;
export type Verdict = "applied" | "stale" | "unknown";

export type Sessions = {
  byId: Map<string, SessionSummary>;
  /** Conversations that news has reached since the last inbox request: an answer on its way can't know of them. */
  touched: Set<string>;
};

const WHOLE = ["status", "visitor", "opened_at", "head"] as const;

export function emptySessions(): Sessions {
  return { byId: new Map(), touched: new Set() };
}

function isWhole(patch: Patch): patch is SessionSummary {
  return WHOLE.every((field) => patch[field] !== undefined);
}

/** "unknown" says that a part of a conversation came whose whole we never saw: the inbox has to be asked for again. */
export function applyPatch(sessions: Sessions, patch: Patch): Verdict {
  const known = sessions.byId.get(patch.id);
  if (known && patch.rev <= known.rev) return "stale";
  sessions.touched.add(patch.id);
  if (known) sessions.byId.set(patch.id, { ...known, ...patch });
  else if (isWhole(patch)) sessions.byId.set(patch.id, patch);
  else return "unknown";
  return "applied";
}

/** Takes an inbox answer as the truth, except where news overtook it; returns the ids that changed. */
export function applyInbox(sessions: Sessions, answer: SessionSummary[], keep: (id: string) => boolean): string[] {
  const named = new Set(answer.map((summary) => summary.id));
  const changed: string[] = [];
  for (const summary of answer) {
    const known = sessions.byId.get(summary.id);
    if (known && known.rev >= summary.rev) continue;
    sessions.byId.set(summary.id, summary);
    changed.push(summary.id);
  }
  for (const id of sessions.byId.keys()) {
    if (named.has(id) || sessions.touched.has(id) || keep(id)) continue;
    sessions.byId.delete(id);
    changed.push(id);
  }
  sessions.touched.clear();
  return changed;
}

export function isMine(summary: SessionSummary, me: string | undefined): boolean {
  return me !== undefined && summary.status === "active" && summary.holder?.id === me;
}

export function lastActivity(summary: SessionSummary): number {
  return summary.last?.ts ?? summary.opened_at;
}
