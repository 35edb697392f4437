// How the whole system fares, every few seconds, for whoever has to act.
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Card, Failure, Page } from "@/components/ui/page";
import { Skeleton } from "@/components/ui/state";
import { useNow } from "@/lib/clock";
import { clockTime } from "@/lib/dates";
import { lengthOf } from "@/lib/durations";
import { lagNow, lagPoints } from "../api/lag";
import { type Snapshot, useSnapshot } from "../api/snapshot";
import { Away } from "./figure";
import { LagChart } from "./lag-chart";
import { Letters } from "./letters";
import {
  ArchivePanel,
  badOf,
  HubsPanel,
  JobsPanel,
  MongoPanel,
  RedisPanel,
  SessionsPanel,
  StreamsPanel,
} from "./panels";
import { Verdict } from "./verdict";

const STALE_MS = 12_000;

/** Old figures must not look like new ones. */
function Freshness({ at, failed }: { at: number; failed: boolean }) {
  const { t } = useTranslation("ops");
  const now = useNow();
  if (failed || now - at > STALE_MS) return <Away>{t("stale", { time: lengthOf(Math.max(1_000, now - at)) })}</Away>;
  return (
    <p className="flex items-center gap-2 text-[13px] text-ink-3">
      <span aria-hidden="true" className="size-2 animate-shimmer rounded-full bg-good" />
      {t("fresh", { time: clockTime(at) })}
    </p>
  );
}

function Panels({ snapshot }: { snapshot: Snapshot }) {
  const { t } = useTranslation("ops");
  const bad = badOf(snapshot.checks);
  const points = useMemo(() => lagPoints(snapshot), [snapshot]);
  return (
    <>
      <Card title={t("lag.title")} hint={t("lag.hint")}>
        {points.length > 0 ? <LagChart points={points} /> : <Away>{t("redis.away")}</Away>}
      </Card>
      <div className="grid items-start gap-6 md:grid-cols-2 xl:grid-cols-3">
        <ArchivePanel part={snapshot.archive} bad={bad} lag={lagNow(snapshot)} />
        <RedisPanel part={snapshot.redis} bad={bad} />
        <MongoPanel part={snapshot.mongodb} bad={bad} />
        <SessionsPanel part={snapshot.sessions} bad={bad} />
        <JobsPanel part={snapshot.jobs} bad={bad} />
      </div>
      <StreamsPanel part={snapshot.streams} bad={bad} />
      <HubsPanel part={snapshot.hubs} bad={bad} />
    </>
  );
}

export function OpsPage() {
  const { t } = useTranslation("ops");
  const query = useSnapshot();
  const { data } = query;
  return (
    <Page title={t("title")} hint={t("hint")} wide actions={data && <Freshness at={data.at} failed={query.isError} />}>
      {query.isPending && (
        <div className="space-y-6" aria-hidden="true">
          <Skeleton className="h-16 rounded-xl" />
          <Skeleton className="h-56 rounded-xl" />
          <Skeleton className="h-56 rounded-xl" />
        </div>
      )}
      {!data && query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {data && (
        <div className="space-y-6">
          <Verdict checks={data.checks} />
          <Panels snapshot={data} />
          <Letters />
        </div>
      )}
    </Page>
  );
}
