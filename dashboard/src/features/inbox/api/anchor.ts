// Keeps a scrolled list where the reader's eye is while rows come, go and jump to the top.

/** By how many rows what is visible has moved: the median, so that single rows that jump don't count. */
export function rowsMoved(before: string[], after: string[], first: number, last: number): number {
  const visible = before.slice(first, last + 1);
  const places = new Map(after.map((id, index) => [id, index]));
  const moves = visible
    .map((id, offset) => (places.get(id) ?? Number.NaN) - (first + offset))
    .filter((move) => !Number.isNaN(move))
    .sort((a, b) => a - b);
  return moves[Math.floor(moves.length / 2)] ?? 0;
}
