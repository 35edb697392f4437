// The accounts of the team, for pages that choose or name one of them.
import { useQuery } from "@tanstack/react-query";
import { callApi } from "./http";
import type { Availability, Role } from "./protocol";

export type Agent = {
  id: string;
  email: string;
  name: string;
  avatar: string | null;
  role: Role;
  capacity: number;
  active: boolean;
  takes_chats: boolean;
  status: Availability;
  online: boolean;
  load: number;
  last_login_at: number | null;
};

export const STAFF = ["staff"] as const;

export const useStaff = (enabled = true) =>
  useQuery({
    queryKey: STAFF,
    queryFn: ({ signal }) => callApi<{ items: Agent[] }>("/api/agents", { signal }),
    select: ({ items }) => items,
    staleTime: 60_000,
    enabled,
  });
