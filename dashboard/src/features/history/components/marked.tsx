// A text with what the search hit in it marked.
import { useMemo } from "react";
import { cut, type Span } from "../api/marks";

export function Marked({ text, spans }: { text: string; spans: readonly Span[] | undefined }) {
  const pieces = useMemo(() => cut(text, spans ?? []), [text, spans]);
  return (
    <bdi>
      {pieces.map(({ text: piece, marked, at }) =>
        marked ? (
          <mark key={at} className="rounded-[3px] bg-wait-soft px-px text-wait">
            {piece}
          </mark>
        ) : (
          piece
        ),
      )}
    </bdi>
  );
}
