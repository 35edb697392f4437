// The tick under the agent's own message, named for those who don't see it.
import { Check, CheckCheck, Clock3 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/class-names";
import type { Receipt } from "@/lib/live/receipts";

const ICONS = { sending: Clock3, sent: Check, delivered: CheckCheck, read: CheckCheck };

export function ReceiptMark({ state }: { state: Receipt | "sending" }) {
  const { t } = useTranslation();
  const Icon = ICONS[state];
  return (
    <span className={cx("inline-flex items-center gap-1", state === "read" && "text-brand-ink")}>
      <Icon size={14} aria-hidden="true" />
      {t(`message.${state}`)}
    </span>
  );
}
