// Says on every row who answers, or how long nobody has.
import { Clock3 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Avatar } from "@/components/ui/avatar";
import { cx } from "@/lib/class-names";
import { useNow } from "@/lib/clock";
import { stopwatch } from "@/lib/dates";
import type { SessionSummary } from "@/lib/protocol";

function Waiting({ since }: { since: number }) {
  const { t } = useTranslation();
  const waited = useNow() - since;
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1 rounded-md px-1.5 font-medium tabular-nums",
        waited > 180_000 ? "bg-danger-soft text-danger" : "bg-wait-soft text-wait",
      )}
    >
      <Clock3 size={12} aria-hidden="true" />
      {t("inbox.waiting_for", { time: stopwatch(waited) })}
    </span>
  );
}

export function Answering({ summary, mine }: { summary: SessionSummary; mine: boolean }) {
  const { t } = useTranslation();
  if (summary.status === "closed") return <span className="text-ink-3">{t("inbox.closed")}</span>;
  if (summary.status === "waiting" || !summary.holder) return <Waiting since={summary.waiting_since} />;
  return (
    <span className={cx("flex min-w-0 items-center gap-1.5", mine ? "font-medium text-brand-ink" : "text-ink-2")}>
      <Avatar size="xs" {...summary.holder} />
      <span className="truncate">
        {mine ? t("inbox.you_answer") : t("inbox.answers", { name: summary.holder.name })}
      </span>
    </span>
  );
}
