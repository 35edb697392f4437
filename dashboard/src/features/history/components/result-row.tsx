// One conversation that was found: who, when, who answered, and where the search hit.
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { cx } from "@/lib/class-names";
import { serverNow } from "@/lib/clock";
import { briefTime, fullTime } from "@/lib/dates";
import type { Found } from "../api/archive";
import { Marked } from "./marked";

type Props = { found: Found; href: string; current: boolean; nameOf: (agent: string) => string | undefined };

function Snippet({ found }: { found: Found }) {
  const { t } = useTranslation("history");
  const message = found.hit?.message;
  if (message) return <Marked text={message.text} spans={message.marks} />;
  return <>{found.last?.text || t("result.silent")}</>;
}

function Foot({ found, nameOf }: Pick<Props, "found" | "nameOf">) {
  const { t } = useTranslation("history");
  const last = found.agents.at(-1);
  const who = found.holder?.name ?? (last && nameOf(last));
  return (
    <span className="mt-1.5 flex min-w-0 items-center gap-2 text-ink-3 text-xs">
      {found.status !== "closed" && (
        <Badge tone={found.status === "waiting" ? "wait" : "brand"}>{t(`status.${found.status}`)}</Badge>
      )}
      <span className="min-w-0 truncate">{who || t("result.nobody")}</span>
      {found.rating && (
        <span className="shrink-0">
          <span aria-hidden="true">★ {found.rating.score}</span>
          <span className="sr-only">{t("result.rated", { score: found.rating.score })}</span>
        </span>
      )}
      {found.tags.length > 0 && <span className="min-w-0 truncate">#{found.tags.join(" #")}</span>}
    </span>
  );
}

export const ResultRow = memo(function ResultRow({ found, href, current, nameOf }: Props) {
  const { visitor, hit, opened_at } = found;
  return (
    <Link
      to={href}
      {...(current ? { "aria-current": "true" } : {})}
      className={cx(
        "mx-2 flex gap-3 rounded-xl px-3 py-3 outline-offset-[-2px] transition-colors duration-150",
        current ? "bg-brand-soft" : "hover:bg-hover",
      )}
    >
      <Avatar id={visitor.id} name={visitor.name} />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 truncate font-medium">
            <Marked text={visitor.name} spans={hit?.name} />
          </span>
          {visitor.phone && (
            <span className="shrink-0 text-[13px] text-ink-3 tabular-nums">
              <Marked text={visitor.phone} spans={hit?.phone} />
            </span>
          )}
          <time
            dateTime={new Date(opened_at).toISOString()}
            title={fullTime(opened_at)}
            className="ml-auto shrink-0 text-ink-3 text-xs tabular-nums"
          >
            {briefTime(opened_at, serverNow())}
          </time>
        </span>
        <span className="mt-0.5 line-clamp-2 text-[13px] text-ink-2 wrap-anywhere">
          <Snippet found={found} />
        </span>
        <Foot found={found} nameOf={nameOf} />
      </span>
    </Link>
  );
});
