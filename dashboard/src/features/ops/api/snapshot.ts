// What the server tells of the whole system; a part that could not be read is null.
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { callApi } from "@/lib/http";

export type Check = { name: string; state: "ok" | "bad" | "unknown"; value: number | null; normal: string };
export type Group = { name: string; pending: number; waiting: number; oldest_ms: number; consumers: number };
export type Stream = { name: string; length: number; oldest_ms: number | null; groups: Group[] };
export type Hub = {
  id: string;
  silent_ms: number;
  behind_ms: number;
  sockets?: number;
  agents?: number;
  visitors?: number;
  lag_ms?: number;
  started_at?: number;
};
export type Job = { name: string; ok: boolean; ended_at: number; ms: number };
export type Snapshot = {
  at: number;
  checks: Check[];
  redis: {
    version: string;
    uptime_s: number;
    clients: number;
    memory: number;
    memory_limit: number | null;
    memory_share: number | null;
    policy: string | null;
    evicted: number;
    append_only: boolean;
    append_only_works: boolean;
    commands_per_s: number;
  } | null;
  mongodb: {
    version: string;
    uptime_s: number;
    connections: number;
    answers_ms: number;
    conversations: number;
    messages: number;
  } | null;
  streams: Stream[] | null;
  archive: {
    leader: string | null;
    silent_ms: number | null;
    lag_ms: number;
    pending: number;
    archived: number;
    alarms: number;
    error: string | null;
    error_at: number | null;
    archivers: { id: string; at: number; leads: boolean; error: string }[];
  } | null;
  lag: { at: number; lag_ms: number; pending: number; archived: number }[] | null;
  hubs: Hub[] | null;
  sessions: { open: number; waiting: number; held: number; closed: number; longest_wait_ms: number } | null;
  jobs: { queued: number; due: number; running: number; retried: number; failed: number; ended: Job[] } | null;
};

export type DeadLetter = {
  id: string;
  at: number;
  session_id: string;
  seq: number | null;
  kind: string;
  reason: string;
  tries: number;
  event: unknown;
};

const EVERY_MS = 3_000;
const LETTERS = ["dead-letters"];

export const useSnapshot = () =>
  useQuery({
    queryKey: ["ops"],
    queryFn: ({ signal }) => callApi<Snapshot>("/api/ops/queues", { signal }),
    refetchInterval: EVERY_MS,
    refetchIntervalInBackground: false,
    retry: false,
  });

export const useLetters = () =>
  useInfiniteQuery({
    queryKey: LETTERS,
    queryFn: ({ signal, pageParam }) =>
      callApi<{ items: DeadLetter[]; next: string | null }>(
        `/api/ops/dead-letters?limit=50${pageParam ? `&cursor=${pageParam}` : ""}`,
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    select: ({ pages }) => pages.flatMap((page) => page.items),
    refetchInterval: EVERY_MS,
  });

export function useReplay() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => callApi<{ job: string }>(`/api/ops/dead-letters/${id}/replay`, { method: "POST" }),
    onSettled: () => queries.invalidateQueries({ queryKey: LETTERS }),
  });
}
