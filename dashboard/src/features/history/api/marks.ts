// Where a search hits a text: pieces to draw, from the server's spans or, in a transcript, from the words themselves.
import { fold } from "@/lib/fold";

export type Span = readonly [start: number, end: number];
export type Piece = { text: string; marked: boolean; at: number };

/** The spans count code points, as Python does; a letter outside the basic plane is one of them. */
export function cut(text: string, spans: readonly Span[]): Piece[] {
  const letters = Array.from(text);
  const pieces: Piece[] = [];
  let at = 0;
  const push = (end: number, marked: boolean) => {
    if (end > at) pieces.push({ text: letters.slice(at, end).join(""), marked, at });
    at = Math.max(at, end);
  };
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    push(Math.max(at, Math.min(start, letters.length)), false);
    push(Math.min(end, letters.length), true);
  }
  push(letters.length, false);
  return pieces;
}

const WORD = /[\p{L}\p{N}]\p{M}*(?:[\p{L}\p{N}]\p{M}*)*/gu;

/** The folded words of a search line; the last one may be the beginning of a word. */
export const wordsOf = (line: string): string[] => (line.match(WORD) ?? []).map(fold);

/** Spans in UTF-16 units, for ranges of the document. */
export function findWords(text: string, words: readonly string[]): Span[] {
  const last = words.at(-1);
  if (last === undefined) return [];
  return [...text.matchAll(WORD)]
    .filter(([word]) => {
      const folded = fold(word);
      return words.includes(folded) || folded.startsWith(last);
    })
    .map((match) => [match.index, match.index + match[0].length] as const);
}
