// One conversation of the archive: its head, its transcript to read, and what is known of the visitor.
import { ArrowLeft, SearchX } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Failure } from "@/components/ui/page";
import { PaneState, Skeleton } from "@/components/ui/state";
import type { Account } from "@/lib/access";
import { ApiError } from "@/lib/http";
import type { Event as DurableEvent } from "@/lib/protocol";
import { useMedia } from "@/lib/use-media";
import { type Archived, type OpenedArchive, useArchived, useEvents } from "../api/archive";
import { wordsOf } from "../api/marks";
import { ArchivedMenu } from "./archived-menu";
import { Facts } from "./facts";
import { useHits } from "./use-hits";

export type NameOf = (agent: string) => string | undefined;
/** How events look is the conversation's matter: whoever joins the features brings it. */
export type Draw = (events: DurableEvent[], nameOf: NameOf) => ReactNode;

type Props = {
  id: string;
  account: Account;
  line: string;
  at: number | null;
  back: string;
  nameOf: NameOf;
  draw: Draw;
};

function Head({ archived, account, back }: { archived: OpenedArchive; account: Account; back: string }) {
  const { t } = useTranslation("history");
  const { visitor, status, holder } = archived;
  return (
    <header className="flex items-center gap-3 border-line border-b px-3 py-3 sm:px-5">
      <Link
        to={back}
        aria-label={t("conversation.back")}
        className="flex size-9 shrink-0 items-center justify-center rounded-lg text-ink-2 hover:bg-hover md:hidden"
      >
        <ArrowLeft size={20} />
      </Link>
      <span className="hidden sm:block">
        <Avatar id={visitor.id} name={visitor.name} />
      </span>
      <div className="min-w-0 flex-1">
        <h2 className="truncate font-semibold text-lg leading-6 tracking-tight">{visitor.name}</h2>
        <p className="flex min-w-0 items-center gap-2 text-[13px] text-ink-2">
          <span className="truncate">{visitor.phone || t("facts.no_phone")}</span>
          {holder && <span className="truncate">· {t("conversation.held", { name: holder.name })}</span>}
        </p>
      </div>
      {archived.blocked && <Badge tone="danger">{t("visitor.is_blocked")}</Badge>}
      <Badge tone={status === "closed" ? "plain" : status === "waiting" ? "wait" : "brand"}>
        {t(`status.${status}`)}
      </Badge>
      <ArchivedMenu archived={archived} account={account} back={back} />
    </header>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" className="mx-auto w-full max-w-[760px] space-y-4 px-6 py-6">
      <span className="sr-only">{t("app.loading")}</span>
      <Skeleton className="h-12 w-2/5 rounded-xl" />
      <Skeleton className="ml-auto h-16 w-3/5 rounded-xl" />
      <Skeleton className="h-10 w-1/2 rounded-xl" />
    </div>
  );
}

function Transcript({
  archived,
  line,
  at,
  nameOf,
  draw,
}: Omit<Props, "id" | "back" | "account"> & { archived: Archived }) {
  const { t } = useTranslation("history");
  const box = useRef<HTMLElement>(null);
  const { data: events, isPending, isError, error, refetch, ...pages } = useEvents(archived.id);
  useHits(box, events, wordsOf(line), at, pages);
  if (isPending) return <Loading />;
  if (isError) return <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <section
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label={t("conversation.transcript", { name: archived.visitor.name })}
      className="min-h-0 flex-1 overflow-y-auto px-4 py-4 outline-offset-[-2px] sm:px-6"
    >
      <div className="mx-auto flex max-w-[760px] flex-col">
        {pages.hasNextPage && (
          <Button
            size="sm"
            className="mb-4 self-center"
            disabled={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {t("conversation.older")}
          </Button>
        )}
        {draw(events, nameOf)}
      </div>
    </section>
  );
}

export function ArchivedPane({ id, account, line, at, back, nameOf, draw }: Props) {
  const { t } = useTranslation("history");
  const { data: archived, error, isPending, refetch } = useArchived(id);
  const wide = useMedia("(min-width: 1280px)");
  if (isPending) return <Loading />;
  if (!archived) {
    const missing = error instanceof ApiError && error.status === 404;
    const home = (
      <Link to={back} className="font-medium text-brand-ink underline underline-offset-2">
        {t("conversation.back")}
      </Link>
    );
    if (!missing) return <Failure error={error} onRetry={() => void refetch()} />;
    return <PaneState icon={<SearchX size={22} />} title={t("missing.title")} hint={t("missing.hint")} action={home} />;
  }
  return (
    <article aria-label={t("conversation.label", { name: archived.visitor.name })} className="flex h-full flex-col">
      <Head archived={archived} account={account} back={back} />
      <div className="flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          {!wide && (
            <details className="border-line border-b px-5 py-2.5">
              <summary className="cursor-pointer rounded-md font-medium text-[13px] text-ink-2">
                {t("facts.title")}
              </summary>
              <div className="max-h-[45vh] overflow-y-auto pt-3 pb-2">
                <Facts archived={archived} nameOf={nameOf} />
              </div>
            </details>
          )}
          <Transcript archived={archived} line={line} at={at} nameOf={nameOf} draw={draw} />
        </div>
        {wide && (
          <aside
            aria-label={t("facts.title")}
            className="w-[300px] shrink-0 overflow-y-auto border-line border-l px-5 py-5"
          >
            <Facts archived={archived} nameOf={nameOf} />
          </aside>
        )}
      </div>
    </article>
  );
}
