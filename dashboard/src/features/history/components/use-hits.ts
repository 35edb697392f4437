// Marks the searched words in a transcript and brings the message that was found into view, loading back to it.
import { type RefObject, useEffect, useRef } from "react";
import type { Event as DurableEvent } from "@/lib/protocol";
import { findWords } from "../api/marks";

type Pages = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };

const HIGHLIGHT = "search-hit";

function rangesIn(box: Element, words: readonly string[]): Range[] {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest("[data-text]") ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP,
  );
  const ranges: Range[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const [start, end] of findWords(node.textContent ?? "", words)) {
      const range = new Range();
      range.setStart(node, start);
      range.setEnd(node, end);
      ranges.push(range);
    }
  }
  return ranges;
}

/** The text itself stays as it is: the browser paints the ranges, and older browsers go without. */
function paint(box: Element | null, words: readonly string[]): void {
  if (typeof CSS === "undefined" || !("highlights" in CSS)) return;
  if (box && words.length > 0) CSS.highlights.set(HIGHLIGHT, new Highlight(...rangesIn(box, words)));
  else CSS.highlights.delete(HIGHLIGHT);
}

export function useHits(
  box: RefObject<HTMLElement | null>,
  events: DurableEvent[] | undefined,
  words: readonly string[],
  at: number | null,
  { hasNextPage, isFetchingNextPage, fetchNextPage }: Pages,
): void {
  const shownAt = useRef<number | null | undefined>(undefined);
  const line = words.join(" ");

  useEffect(() => {
    paint(events ? box.current : null, line ? line.split(" ") : []);
    return () => paint(null, []);
  }, [box, events, line]);

  useEffect(() => {
    if (!events || shownAt.current === at) return;
    const first = events[0]?.seq ?? 0;
    if (at !== null && at < first && hasNextPage) {
      if (!isFetchingNextPage) void fetchNextPage();
      return;
    }
    shownAt.current = at;
    const hit = at === null ? null : box.current?.querySelector(`[data-seq="${at}"]`);
    if (hit) hit.scrollIntoView({ block: "center" });
    else box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [box, events, at, hasNextPage, isFetchingNextPage, fetchNextPage]);
}
