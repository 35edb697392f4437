// The other conversations of a visitor, newest first.
import { useQuery } from "@tanstack/react-query";
import { callApi } from "@/lib/http";
import type { SessionSummary } from "@/lib/protocol";

/** The archive's view of a conversation, as far as the list shows it. */
export type Earlier = Pick<SessionSummary, "id" | "status" | "holder" | "last" | "rating"> & {
  opened_at: number | string;
};

export const useEarlier = (visitor: string, current: string) =>
  useQuery({
    queryKey: ["earlier", visitor],
    queryFn: ({ signal }) =>
      callApi<{ items: Earlier[] }>(`/api/conversations?visitor=${encodeURIComponent(visitor)}&limit=10`, { signal }),
    select: ({ items }) => items.filter((item) => item.id !== current),
  });
