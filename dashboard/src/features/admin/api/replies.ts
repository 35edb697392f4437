// Canned replies, kept by leads.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { callApi } from "@/lib/http";

export type Reply = { id: string; shortcut: string; title: string; text: string };
export type ReplyDraft = Omit<Reply, "id">;

const KEY = ["canned-replies"];

export const useReplies = () =>
  useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => callApi<{ items: Reply[] }>("/api/canned-replies", { signal }),
    select: ({ items }) => items,
  });

export function useSaveReply(id: string | null) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ReplyDraft) =>
      id === null
        ? callApi<Reply>("/api/canned-replies", { method: "POST", body })
        : callApi<Reply>(`/api/canned-replies/${id}`, { method: "PATCH", body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRemoveReply() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => callApi<void>(`/api/canned-replies/${id}`, { method: "DELETE" }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}
