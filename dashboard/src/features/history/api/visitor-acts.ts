// What leads and admins may do with a visitor, carried out with a word about how it went.
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { announce } from "@/components/ui/announce";
import { ApiError, callApi } from "@/lib/http";

export type VisitorAct = "block" | "unblock" | "erase";

const CALLS = {
  block: { method: "POST", path: (id: string) => `/api/visitors/${id}/block`, done: "visitor.blocked" },
  unblock: { method: "DELETE", path: (id: string) => `/api/visitors/${id}/block`, done: "visitor.unblocked" },
  erase: { method: "DELETE", path: (id: string) => `/api/visitors/${id}`, done: "visitor.erased" },
} as const;

/** Resolves to whether it was done. */
export function useVisitorAct(visitor: { id: string; name: string }): (act: VisitorAct) => Promise<boolean> {
  const { t } = useTranslation("history");
  const { t: shared } = useTranslation();
  const queries = useQueryClient();
  return async (act) => {
    const { method, path, done } = CALLS[act];
    try {
      await callApi(path(visitor.id), { method });
    } catch (error) {
      announce(error instanceof ApiError ? error.message : shared("error.unreachable"), true);
      return false;
    }
    announce(t(done, { name: visitor.name }));
    for (const queryKey of [["archived"], ["history"]]) void queries.invalidateQueries({ queryKey });
    return true;
  };
}
