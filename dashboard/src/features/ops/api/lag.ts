// The last hour of the archive's lag, ending in what it is at this moment.
import type { Snapshot } from "./snapshot";

export type LagPoint = { at: number; lag_ms: number };

/** The archiver writes the samples: while none runs, what is told now is the only news, and it must show. */
export function lagPoints({
  at,
  lag,
  streams,
  archive,
}: Pick<Snapshot, "at" | "lag" | "streams" | "archive">): LagPoint[] {
  const samples = (lag ?? []).map(({ at: then, lag_ms }) => ({ at: then, lag_ms }));
  const now = lagNow({ streams, archive });
  return now === null ? samples : [...samples, { at, lag_ms: now }];
}

/** From the stream itself rather than from the archiver's word, which is old when it has fallen silent. */
export function lagNow({ streams, archive }: Pick<Snapshot, "streams" | "archive">): number | null {
  const groups = streams?.find((stream) => stream.name === "firehose")?.groups;
  const oldest = groups?.find((group) => group.name === "archiver")?.oldest_ms;
  return oldest ?? archive?.lag_ms ?? null;
}
