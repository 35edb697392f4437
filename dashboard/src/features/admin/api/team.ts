// Accounts of the team, kept by admins.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { callApi } from "@/lib/http";
import type { Role } from "@/lib/protocol";
import { type Agent, STAFF } from "@/lib/staff";

export const ROLES = ["agent", "lead", "admin"] as const satisfies readonly Role[];
export const PASSWORD_MIN = 8;
export type AgentDraft = {
  email: string;
  name: string;
  role: Role;
  capacity: number;
  takes_chats: boolean;
  avatar: string | null;
};
export type AgentChange = Partial<AgentDraft & { password: string; active: boolean }>;

export function useSaveAgent(id: string | null) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: AgentChange) =>
      id === null
        ? callApi<Agent>("/api/agents", { method: "POST", body })
        : callApi<Agent>(`/api/agents/${id}`, { method: "PATCH", body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: STAFF }),
  });
}

export function useRemoveAgent() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => callApi<void>(`/api/agents/${id}`, { method: "DELETE" }),
    onSettled: () => queries.invalidateQueries({ queryKey: STAFF }),
  });
}

const LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** 16 letters of which none looks like another, each equally likely. */
export function newPassword(): string {
  const limit = 256 - (256 % LETTERS.length);
  let password = "";
  while (password.length < 16) {
    const [byte = limit] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < limit) password += LETTERS[byte % LETTERS.length];
  }
  return password;
}
