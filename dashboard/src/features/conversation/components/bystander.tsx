// Stands in the composer's place for those who may not write, with what they may do instead.
import { Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import type { SessionSummary } from "@/lib/protocol";
import type { Acts } from "./use-acts";

type Props = { summary: SessionSummary; acts: Acts };

export function Bystander({ summary, acts }: Props) {
  const { t } = useTranslation();
  const { holder, status } = summary;
  const [title, hint] =
    status === "closed"
      ? [t("composer.closed"), t("composer.closed_hint")]
      : holder
        ? [t("composer.locked", { name: holder.name }), t("composer.locked_hint")]
        : [t("composer.waiting"), t("composer.waiting_hint")];
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-xl border border-line bg-sunken px-4 py-3">
      {holder && status === "active" ? (
        <Avatar {...holder} size="sm" />
      ) : (
        <Lock size={18} className="text-ink-3" aria-hidden="true" />
      )}
      <div className="min-w-40 flex-1">
        <p className="font-semibold">{title}</p>
        <p className="text-ink-2 text-xs">{hint}</p>
      </div>
      {acts.canClaim && (
        <Button look="primary" onClick={acts.claim}>
          {t("conversation.claim")}
        </Button>
      )}
      {acts.canReopen && <Button onClick={acts.reopen}>{t("conversation.reopen")}</Button>}
    </div>
  );
}
