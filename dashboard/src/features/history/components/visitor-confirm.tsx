// Asks before a visitor is blocked or erased, and says what became of it.
import { useTranslation } from "react-i18next";
import { announce } from "@/components/ui/announce";
import { Confirm } from "@/components/ui/confirm";
import { ApiError, callApi } from "@/lib/http";

export type VisitorAct = "block" | "erase";

const CALLS = {
  block: { method: "POST", path: (id: string) => `/api/visitors/${id}/block`, done: "visitor.blocked" },
  erase: { method: "DELETE", path: (id: string) => `/api/visitors/${id}`, done: "visitor.erased" },
} as const;

type Props = { act: VisitorAct | null; visitor: { id: string; name: string }; onDone: () => void };

export function VisitorConfirm({ act, visitor, onDone }: Props) {
  const { t } = useTranslation("history");
  const { t: shared } = useTranslation();
  if (!act) return null;
  const { method, path, done } = CALLS[act];
  const { id, name } = visitor;
  async function confirm() {
    try {
      await callApi(path(id), { method });
      announce(t(done, { name }));
    } catch (error) {
      announce(error instanceof ApiError ? error.message : shared("error.unreachable"), true);
    }
  }
  return (
    <Confirm
      open
      danger
      onOpenChange={(open) => !open && onDone()}
      title={t(`visitor.${act}_title`, { name })}
      hint={t(`visitor.${act}_hint`)}
      action={t(`visitor.${act}_action`)}
      onConfirm={confirm}
    />
  );
}
