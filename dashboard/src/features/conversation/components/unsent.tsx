// A message on its way: sending, or failed with its reason and what can be done.
import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Parcel } from "@/lib/live/outbox";
import { useDesk } from "@/lib/live/use-desk";
import { Bubble } from "./bubble";
import { ReceiptMark } from "./receipt-mark";
import { RichText } from "./rich-text";

export function Unsent({ parcel }: { parcel: Parcel }) {
  const { t } = useTranslation();
  const { post } = useDesk();
  const failed = parcel.state === "failed";
  const foot = failed ? (
    <span role="alert" className="flex flex-wrap items-center justify-end gap-x-2 text-danger">
      <CircleAlert size={14} aria-hidden="true" />
      {t("message.failed")}
      {parcel.error?.message && <span>{parcel.error.message}</span>}
      <button type="button" className="font-semibold underline" onClick={() => post.retry(parcel.clientId)}>
        {t("message.retry")}
      </button>
      <button type="button" className="underline" onClick={() => post.discard(parcel.clientId)}>
        {t("message.discard")}
      </button>
    </span>
  ) : (
    <ReceiptMark state="sending" />
  );
  return (
    <Bubble voice={parcel.kind === "note" ? "note" : "agent"} opens={false} foot={foot}>
      <RichText text={parcel.text} />
    </Bubble>
  );
}
