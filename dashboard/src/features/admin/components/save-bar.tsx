// Stays at the foot of a page with unsaved changes, and says it when somebody else has saved meanwhile.
import { TriangleAlert } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import type { Draft } from "./use-draft";

/** Leaving the tab with unsaved changes asks first. */
function useGuard(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);
}

type Props = {
  draft: Pick<Draft<unknown>, "dirty" | "saving" | "conflict" | "save" | "discard" | "keepMine">;
  blocked?: string;
};

export function SaveBar({ draft, blocked }: Props) {
  const { t } = useTranslation("admin");
  useGuard(draft.dirty);
  return (
    <div role="status" aria-live="polite" className="sticky bottom-4 z-20 mt-6">
      {draft.conflict ? (
        <div className="flex animate-rise flex-wrap items-center gap-x-4 gap-y-3 rounded-xl bg-wait-soft px-4 py-3 text-wait shadow-pop">
          <TriangleAlert size={18} aria-hidden="true" className="shrink-0" />
          <p className="min-w-0 flex-1 basis-56">
            <span className="block font-semibold">{t("save.conflict")}</span>
            {t("save.conflict_hint")}
          </p>
          <Button size="sm" onClick={draft.discard}>
            {t("save.take_theirs")}
          </Button>
          <Button size="sm" look="primary" onClick={draft.keepMine}>
            {t("save.keep_mine")}
          </Button>
        </div>
      ) : (
        draft.dirty && (
          <div className="flex animate-rise flex-wrap items-center gap-3 rounded-xl bg-raised px-4 py-3 shadow-pop">
            <p className={blocked ? "min-w-0 flex-1 text-danger" : "min-w-0 flex-1 text-ink-2"}>
              {blocked ?? t("save.unsaved")}
            </p>
            <Button size="sm" look="quiet" onClick={draft.discard} disabled={draft.saving}>
              {t("save.discard")}
            </Button>
            <Button size="sm" look="primary" onClick={draft.save} disabled={draft.saving || blocked !== undefined}>
              {draft.saving ? t("save.saving") : t("save.save")}
            </Button>
          </div>
        )
      )}
    </div>
  );
}
