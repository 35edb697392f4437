// One conversation in the list; it redraws for its own news alone.
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Avatar } from "@/components/ui/avatar";
import { cx } from "@/lib/class-names";
import { serverNow } from "@/lib/clock";
import { briefTime } from "@/lib/dates";
import { unread } from "@/lib/live/receipts";
import { isMine, lastActivity } from "@/lib/live/sessions";
import { useMe, useReadHere, useSession, useTyping } from "@/lib/live/use-desk";
import { lastIsFrom, previewText } from "../api/preview";
import { Answering } from "./answering";

export const ROW_PX = 92;

type Props = { id: string; href: string; current: boolean };

function Unread({ count, mine }: { count: number; mine: boolean }) {
  const { t } = useTranslation();
  return (
    <span
      className={cx(
        "flex h-5 min-w-5 shrink-0 items-center justify-center rounded-full px-1.5 font-semibold text-xs tabular-nums",
        mine ? "bg-brand text-on-brand" : "bg-line text-ink-2",
      )}
    >
      <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{t("inbox.row_unread", { count })}</span>
    </span>
  );
}

export const Row = memo(function Row({ id, href, current }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const summary = useSession(id);
  const typing = useTyping(id);
  const read = useReadHere(id);
  if (!summary) return null;
  const mine = isMine(summary, me?.id);
  const count = unread(summary, read);
  const text = previewText(summary);
  return (
    <Link
      to={href}
      {...(current ? { "aria-current": "true" } : {})}
      className={cx(
        "mx-2 flex h-[88px] gap-3 rounded-xl px-3 py-3 outline-offset-[-2px] transition-colors duration-150",
        current ? "bg-brand-soft" : "hover:bg-hover",
      )}
    >
      <Avatar
        id={summary.visitor.id}
        name={summary.visitor.name}
        presence={summary.visitor_online ? "online" : "offline"}
      />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="flex items-baseline gap-2">
          <span className={cx("min-w-0 flex-1 truncate", count > 0 ? "font-semibold" : "font-medium")}>
            {summary.visitor.name}
          </span>
          <time
            className="shrink-0 text-ink-3 text-xs tabular-nums"
            dateTime={new Date(lastActivity(summary)).toISOString()}
          >
            {briefTime(lastActivity(summary), serverNow())}
          </time>
        </span>
        <span className="flex items-center gap-2">
          <span className={cx("min-w-0 flex-1 truncate text-[13px]", count > 0 ? "text-ink" : "text-ink-2")}>
            {typing?.author.type === "visitor" ? (
              <span className="text-brand-ink italic">{t("inbox.typing")}</span>
            ) : lastIsFrom(summary, me?.id) ? (
              t("inbox.you", { text })
            ) : (
              text || " "
            )}
          </span>
          {count > 0 && <Unread count={count} mine={mine} />}
        </span>
        <span className="mt-auto flex min-w-0 text-xs">
          <Answering summary={summary} mine={mine} />
        </span>
      </span>
    </Link>
  );
});
