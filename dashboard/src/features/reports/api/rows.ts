// The tables below the charts, as rows that the screen and the file share.
import type { AgentFigures, Duration, Figures, Ratings } from "./report";

export const PARTS = ["days", "hours", "agents"] as const;
export type Part = (typeof PARTS)[number];
export type Row = {
  key: string;
  name: string;
  counts: number[];
  waits: Duration[];
  rating: Ratings;
};

export const ofTime = (key: string, name: string, figures: Figures): Row => ({
  key,
  name,
  counts: [figures.opened, figures.closed, figures.unanswered],
  waits: [figures.waited, figures.first_reply, figures.resolved],
  rating: figures.rating,
});

export const ofAgent = (figures: AgentFigures): Row => ({
  key: figures.id,
  name: figures.name,
  counts: [figures.conversations, figures.messages],
  waits: [figures.first_reply, figures.resolved],
  rating: figures.rating,
});

const seconds = (ms: number | null) => (ms === null ? null : Math.round(ms / 1000));

/** Durations go into files as whole seconds, so that they can be reckoned with. */
export const cells = ({ name, counts, waits, rating }: Row) => [
  name,
  ...counts,
  ...waits.map((wait) => seconds(wait.median_ms)),
  rating.mean,
  rating.count,
];
