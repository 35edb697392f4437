// Canned replies: which of them a slash asks for, and the text with the visitor's own words filled in.
import { useQuery } from "@tanstack/react-query";
import { fold } from "@/lib/fold";
import { callApi } from "@/lib/http";
import type { Me, SessionSummary } from "@/lib/protocol";

export type CannedReply = { id: string; shortcut: string; title: string; text: string };

export const useCannedReplies = (enabled: boolean) =>
  useQuery({
    queryKey: ["canned-replies"],
    queryFn: ({ signal }) => callApi<{ items: CannedReply[] }>("/api/canned-replies", { signal }),
    select: ({ items }) => items,
    staleTime: 60_000,
    enabled,
  });

/** The word behind a slash before the caret, or null when no canned reply is being asked for. */
export function slashQuery(text: string, caret: number): { query: string; from: number } | null {
  const match = /(?:^|\s)\/([\p{L}\p{N}_-]*)$/u.exec(text.slice(0, caret));
  return match ? { query: match[1] ?? "", from: caret - (match[1]?.length ?? 0) - 1 } : null;
}

/** Shortcuts that begin with the query come first, then titles and texts that contain it. */
export function findReplies(replies: CannedReply[], query: string): CannedReply[] {
  const wanted = fold(query);
  const rank = (reply: CannedReply) => {
    if (fold(reply.shortcut).startsWith(wanted)) return 0;
    if (fold(reply.title).includes(wanted)) return 1;
    return fold(reply.text).includes(wanted) ? 2 : 3;
  };
  return replies
    .map((reply) => ({ reply, rank: rank(reply) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank || a.reply.shortcut.localeCompare(b.reply.shortcut, "vi"))
    .map(({ reply }) => reply);
}

export function fields(summary: SessionSummary, me: Me | undefined): Record<string, string> {
  const answers = Object.entries(summary.form).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const { name, phone, address } = summary.visitor;
  return { ...Object.fromEntries(answers), name, phone, address, agent: me?.name ?? "" };
}

/** Fills `{{field}}`; what nobody knows stays in its braces, for the agent to see and replace. */
export function fill(text: string, known: Record<string, string>): string {
  return text.replace(/\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/gi, (whole, id: string) => known[id.toLowerCase()] || whole);
}

/** The first blank that is left, so that it can be selected and typed over. */
export function firstBlank(text: string): [start: number, end: number] | null {
  const match = /\{\{[^{}]*\}\}/.exec(text);
  return match ? [match.index, match.index + match[0].length] : null;
}
