// Who did what, when and from where, newest first.
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Failure, Page } from "@/components/ui/page";
import { PaneState, Skeleton } from "@/components/ui/state";
import { Cell, Head, Table } from "@/components/ui/table";
import { fullTime } from "@/lib/dates";
import { callApi } from "@/lib/http";
import { useStaff } from "@/lib/staff";
import { type AuditEntry, detailsOf } from "../api/entries";

type Entries = { items: AuditEntry[]; next: string | null };

const useEntries = () =>
  useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: ({ signal, pageParam }) =>
      callApi<Entries>(`/api/audit?limit=50${pageParam ? `&cursor=${pageParam}` : ""}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    select: ({ pages }) => pages.flatMap((page) => page.items),
  });

function Row({ entry, nameOf }: { entry: AuditEntry; nameOf: (id: string) => string | undefined }) {
  const { t } = useTranslation("audit");
  const target = entry.target && (nameOf(entry.target) ?? entry.target);
  return (
    <tr>
      <Cell className="whitespace-nowrap align-top text-ink-2">
        <time dateTime={new Date(entry.at).toISOString()}>{fullTime(entry.at)}</time>
      </Cell>
      <Cell className="whitespace-nowrap align-top font-medium">{entry.actor.name || t("system")}</Cell>
      <Cell className="min-w-56 align-top">
        <span className="block">{t(`act.${entry.action as "login"}`, { defaultValue: entry.action })}</span>
        <span className="block text-[13px] text-ink-3 wrap-anywhere">
          {[target, detailsOf(entry.detail)].filter(Boolean).join(" · ")}
        </span>
      </Cell>
      <Cell className="align-top text-ink-2">{entry.address || t("unknown")}</Cell>
    </tr>
  );
}

export function AuditPage() {
  const { t } = useTranslation("audit");
  const entries = useEntries();
  const staff = useStaff();
  const nameOf = (id: string) => staff.data?.find((agent) => agent.id === id)?.name;
  return (
    <Page title={t("title")} hint={t("hint")} wide>
      {entries.isPending && <Skeleton className="h-64 w-full rounded-xl" />}
      {entries.isError && !entries.data && <Failure error={entries.error} onRetry={() => void entries.refetch()} />}
      {entries.data?.length === 0 && (
        <PaneState icon={<ScrollText size={22} />} title={t("none")} hint={t("none_hint")} />
      )}
      {entries.data && entries.data.length > 0 && (
        <div className="rounded-xl border border-line bg-raised px-5 pt-2 pb-4">
          <Table
            label={t("title")}
            head={
              <tr>
                <Head>{t("when")}</Head>
                <Head>{t("who")}</Head>
                <Head>{t("what")}</Head>
                <Head>{t("where")}</Head>
              </tr>
            }
          >
            {entries.data.map((entry) => (
              <Row key={entry.id} entry={entry} nameOf={nameOf} />
            ))}
          </Table>
          {entries.hasNextPage && (
            <Button
              size="sm"
              className="mt-4"
              disabled={entries.isFetchingNextPage}
              onClick={() => void entries.fetchNextPage()}
            >
              {t("more")}
            </Button>
          )}
        </div>
      )}
    </Page>
  );
}
