// The line under a name in the list: the last message on one line, with whose it is.
import type { SessionSummary } from "@/lib/protocol";

export function previewText(summary: SessionSummary): string {
  const text = summary.last?.text ?? "";
  return text.replace(/\s+/gu, " ").trim();
}

export const lastIsFrom = (summary: SessionSummary, agent: string | undefined): boolean =>
  summary.last?.author.type === "agent" && summary.last.author.id === agent;
