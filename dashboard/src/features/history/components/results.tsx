// What was found, newest first, with the next page on the way as the end comes near.
import { History, SearchX } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Failure, Spinner } from "@/components/ui/page";
import { PaneState, Skeleton } from "@/components/ui/state";
import { cx } from "@/lib/class-names";
import type { Found, useSearch } from "../api/archive";
import { ResultRow } from "./result-row";

type Props = {
  search: ReturnType<typeof useSearch>;
  items: Found[];
  filtered: boolean;
  current: string | undefined;
  hrefOf: (found: Found) => string;
  nameOf: (agent: string) => string | undefined;
};

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" className="space-y-5 px-5 py-4">
      <span className="sr-only">{t("app.loading")}</span>
      {["a", "b", "c", "d", "e", "f"].map((key) => (
        <div key={key} className="flex gap-3">
          <Skeleton className="size-10 shrink-0 rounded-full" />
          <div className="flex-1 space-y-2 py-1">
            <Skeleton className="h-3.5 w-1/2" />
            <Skeleton className="h-3 w-5/6" />
          </div>
        </div>
      ))}
    </div>
  );
}

function More({ search }: Pick<Props, "search">) {
  const { t } = useTranslation("history");
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = search;
  useEffect(() => {
    if (!end.current || !hasNextPage || isFetchingNextPage || isFetchNextPageError) return;
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && void fetchNextPage(), {
      rootMargin: "400px",
    });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  if (isFetchNextPageError) return <Failure error={search.error} onRetry={() => void fetchNextPage()} />;
  return (
    <div ref={end} className="flex min-h-12 items-center justify-center py-3 text-ink-3 text-xs">
      {isFetchingNextPage ? <Spinner label={t("result.loading")} /> : !hasNextPage && t("result.end")}
    </div>
  );
}

export function Results({ search, items, filtered, current, hrefOf, nameOf }: Props) {
  const { t } = useTranslation("history");
  if (search.isPending) return <Loading />;
  if (search.isError && items.length === 0) {
    return <Failure error={search.error} onRetry={() => void search.refetch()} />;
  }
  if (items.length === 0) {
    return filtered ? (
      <PaneState icon={<SearchX size={22} />} title={t("empty.found")} hint={t("empty.found_hint")} />
    ) : (
      <PaneState icon={<History size={22} />} title={t("empty.all")} hint={t("empty.all_hint")} />
    );
  }
  return (
    <div className={cx("py-2 transition-opacity duration-150", search.isPlaceholderData && "opacity-60")}>
      <ul aria-label={t("result.list")}>
        {items.map((found) => (
          <li key={found.id}>
            <ResultRow found={found} href={hrefOf(found)} current={found.id === current} nameOf={nameOf} />
          </li>
        ))}
      </ul>
      <More search={search} />
    </div>
  );
}
