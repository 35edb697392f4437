// Who answers this visitor: the largest thing after the visitor's name, because two must never answer one.
import { Clock3 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Avatar } from "@/components/ui/avatar";
import { cx } from "@/lib/class-names";
import { useNow } from "@/lib/clock";
import { fullTime, stopwatch } from "@/lib/dates";
import type { SessionSummary } from "@/lib/protocol";

function Waiting({ since }: { since: number }) {
  const { t } = useTranslation();
  return (
    <span className="flex items-center gap-1.5 text-wait">
      <Clock3 size={16} aria-hidden="true" />
      {t("conversation.waiting")}
      {/* Inside a line that is read out when it changes: the seconds are not. */}
      <span role="timer" aria-live="off" className="tabular-nums">
        · {stopwatch(useNow() - since)}
      </span>
    </span>
  );
}

export function HolderLine({ summary, mine }: { summary: SessionSummary; mine: boolean }) {
  const { t } = useTranslation();
  const { holder, status } = summary;
  return (
    <p aria-live="polite" className="mt-0.5 flex min-w-0 items-center font-medium text-[15px] leading-6">
      {status === "closed" ? (
        <span className="text-ink-2">
          {summary.closed_at
            ? t("conversation.ended_at", { time: fullTime(summary.closed_at) })
            : t("conversation.ended")}
        </span>
      ) : holder ? (
        <span className={cx("flex min-w-0 items-center gap-2", mine ? "text-brand-ink" : "text-ink")}>
          <Avatar size="xs" {...holder} />
          <span className="truncate">
            {mine ? t("conversation.you_answer") : t("conversation.answers", { name: holder.name })}
          </span>
        </span>
      ) : (
        <Waiting since={summary.waiting_since} />
      )}
    </p>
  );
}
