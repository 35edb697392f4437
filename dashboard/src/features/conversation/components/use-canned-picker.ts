// The list of canned replies that a slash opens: what it offers, which one is marked, and what the keys do.
import { type KeyboardEvent, useState } from "react";
import { useMe } from "@/lib/live/use-desk";
import type { SessionSummary } from "@/lib/protocol";
import { type CannedReply, fields, fill, findReplies, firstBlank, slashQuery, useCannedReplies } from "../api/canned";

export type Selection = [start: number, end: number];
type Edit = { text: string; setText: (text: string, selection: Selection) => void };

export function useCannedPicker(summary: SessionSummary, enabled: boolean, { text, setText }: Edit) {
  const me = useMe();
  const [caret, setCaret] = useState(0);
  const [marked, setMarked] = useState(0);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const slash = enabled ? slashQuery(text, Math.min(caret, text.length)) : null;
  const open = slash !== null && dismissed !== text;
  const query = useCannedReplies(open);
  const found = open ? findReplies(query.data ?? [], slash.query) : [];

  function insert(reply: CannedReply) {
    if (!slash) return;
    const filled = fill(reply.text, fields(summary, me));
    const [start, end] = firstBlank(filled) ?? [filled.length, filled.length];
    const whole = text.slice(0, slash.from) + filled + text.slice(slash.from + 1 + slash.query.length);
    setText(whole, [slash.from + start, slash.from + end]);
    setCaret(slash.from + end);
  }

  /** True when the list has used the key. */
  function onKey(event: KeyboardEvent): boolean {
    if (!open) return false;
    const reply = found[marked] ?? found[0];
    if (event.key === "ArrowDown") setMarked((marked + 1) % Math.max(1, found.length));
    else if (event.key === "ArrowUp") setMarked((marked - 1 + found.length) % Math.max(1, found.length));
    else if (event.key === "Escape") setDismissed(text);
    else if ((event.key === "Enter" || event.key === "Tab") && reply) insert(reply);
    else return false;
    event.preventDefault();
    return true;
  }

  function moved(position: number) {
    if (position === caret) return;
    setCaret(position);
    setMarked(0);
  }

  return { open, found, marked: Math.min(marked, Math.max(0, found.length - 1)), query, insert, onKey, moved };
}

export type CannedPickerState = ReturnType<typeof useCannedPicker>;
