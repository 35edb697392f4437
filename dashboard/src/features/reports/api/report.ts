// Figures of a span of days, added up by the server in the reader's zone.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type Span, zone } from "@/lib/days";
import { callApi } from "@/lib/http";

export type Duration = { count: number; mean_ms: number | null; median_ms: number | null; p90_ms: number | null };
export type Ratings = { count: number; mean: number | null; scores: number[] };
export type Figures = {
  opened: number;
  closed: number;
  unanswered: number;
  messages: Record<string, number>;
  waited: Duration;
  first_reply: Duration;
  resolved: Duration;
  rating: Ratings;
};
export type DayFigures = Figures & { day: string };
export type HourFigures = Figures & { hour: number };
export type AgentFigures = {
  id: string;
  name: string;
  conversations: number;
  messages: number;
  first_reply: Duration;
  resolved: Duration;
  rating: Ratings;
};
export type Report = {
  tz: string;
  total: Figures;
  days: DayFigures[];
  hours: HourFigures[];
  agents: AgentFigures[];
};

export const useReport = ({ from, to }: Span) =>
  useQuery({
    queryKey: ["report", from, to],
    queryFn: ({ signal }) =>
      callApi<Report>(`/api/reports?${new URLSearchParams({ from, to, tz: zone() })}`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
