// Asks the archive: a page of what was found, one conversation, its events from the newest back.
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { callApi } from "@/lib/http";
import type { Event as DurableEvent, Holder, LastMessage, Rating, Seen, Status, VisitorDetails } from "@/lib/protocol";
import { type Filters, searchQuery } from "./filters";
import type { Span } from "./marks";

export type Archived = {
  id: string;
  status: Status;
  visitor: VisitorDetails;
  form: Record<string, string | boolean>;
  holder: Holder | null;
  agents: string[];
  opened_at: number;
  closed_at: number | null;
  first_reply_at: number | null;
  head: number;
  last: LastMessage | null;
  seen: Seen;
  tags: string[];
  rating: Rating | null;
};

/** One conversation by itself also says whether its visitor is kept out. */
export type OpenedArchive = Archived & { blocked: boolean };

export type FoundMessage = { seq: number; ts: number; text: string; marks: Span[] };
export type Found = Archived & { hit: { name: Span[]; phone: Span[]; message: FoundMessage | null } | null };

type Page<T, Next> = { items: T[]; next: Next | null };

/** A newer search has a key of its own, and the older request is cancelled: its answer can't come in between. */
export const useSearch = (filters: Filters) =>
  useInfiniteQuery({
    queryKey: ["history", filters],
    queryFn: ({ signal, pageParam }) =>
      callApi<Page<Found, string>>(`/api/conversations?${searchQuery(filters, pageParam)}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });

export const useArchived = (id: string) =>
  useQuery({
    queryKey: ["archived", id],
    queryFn: ({ signal }) => callApi<OpenedArchive>(`/api/conversations/${id}`, { signal }),
  });

export const useEvents = (id: string) =>
  useInfiniteQuery({
    queryKey: ["archived", id, "events"],
    queryFn: ({ signal, pageParam }) => {
      const before = pageParam === null ? "" : `&before=${pageParam}`;
      return callApi<Page<DurableEvent, number>>(`/api/conversations/${id}/messages?limit=200${before}`, { signal });
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
    select: ({ pages }) => pages.toReversed().flatMap((page) => page.items),
  });
