// One message or note of the transcript.
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { clockTime } from "@/lib/dates";
import { receipt } from "@/lib/live/receipts";
import type { Event as DurableEvent, Watermarks } from "@/lib/protocol";
import { Bubble } from "./bubble";
import { ReceiptMark } from "./receipt-mark";
import { RichText } from "./rich-text";

type Props = {
  event: DurableEvent;
  opens: boolean;
  closes: boolean;
  me: string | undefined;
  /** The visitor's watermarks under the last message of the agents' side; elsewhere ticks would only repeat it. */
  ticks: Watermarks | undefined;
};

export const Message = memo(function Message({ event, opens, closes, me, ticks }: Props) {
  const { t } = useTranslation();
  const { author, kind, text, ts = 0 } = event;
  const voice = kind === "note" ? "note" : author?.type === "visitor" ? "visitor" : "agent";
  const name = author?.type === "bot" ? t("message.bot") : author?.id === me ? t("message.you") : author?.name;
  const foot = (closes || ticks) && (
    <>
      <time dateTime={new Date(ts).toISOString()}>{clockTime(ts)}</time>
      {ticks && <ReceiptMark state={receipt(event.seq, ticks)} />}
    </>
  );
  return (
    <Bubble voice={voice} author={name ?? null} opens={opens} foot={foot}>
      <RichText text={text ?? ""} />
    </Bubble>
  );
});
