// Tells an agent whose lock is gone what happened and that nothing they wrote is lost.
import { Copy, TriangleAlert, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { announce } from "@/components/ui/announce";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { useDesk, useDraft, useLoss } from "@/lib/live/use-desk";

export function LossNotice({ id }: { id: string }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const loss = useLoss(id);
  const draft = useDraft(id);
  if (!loss) return null;
  const what = loss.closed
    ? t("composer.lost_closed")
    : loss.holder
      ? t("composer.lost_to", { name: loss.holder.name })
      : t("composer.lost_waiting");
  return (
    <div role="alert" className="flex animate-rise items-start gap-3 rounded-xl bg-wait-soft px-4 py-3">
      <TriangleAlert size={18} className="mt-px shrink-0 text-wait" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{what}</p>
        <p className="text-ink-2">{draft ? t("composer.lost_kept") : t("composer.lost_nothing")}</p>
        {draft && (
          <Button
            size="sm"
            className="mt-2"
            onClick={() => void navigator.clipboard.writeText(draft).then(() => announce(t("action.copied")))}
          >
            <Copy size={14} aria-hidden="true" />
            {t("composer.copy_text")}
          </Button>
        )}
      </div>
      <IconButton label={t("action.dismiss")} onClick={() => desk.forgetLoss(id)} className="-my-1 -mr-2">
        <X size={16} />
      </IconButton>
    </div>
  );
}
