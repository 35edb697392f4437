// The parts of the system one by one, each with its figures or the plain word that it does not answer.
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/page";
import { Cell, Head, Table } from "@/components/ui/table";
import { fullTime } from "@/lib/dates";
import { lengthOf } from "@/lib/durations";
import { bytes, count, share } from "../api/amounts";
import type { Check, Group, Snapshot, Stream } from "../api/snapshot";
import { Away, Figure } from "./figure";

type Bad = (name: string) => boolean;
type Of<Part extends keyof Snapshot> = { part: Snapshot[Part]; bad: Bad };

const reddened = (is: boolean) => `whitespace-nowrap ${is ? "font-semibold text-danger" : ""}`;

export const badOf =
  (checks: Check[]): Bad =>
  (name) =>
    checks.some((check) => check.name === name && check.state === "bad");

export function RedisPanel({ part, bad }: Of<"redis">) {
  const { t } = useTranslation("ops");
  if (!part)
    return (
      <Card title="Redis">
        <Away>{t("redis.away")}</Away>
      </Card>
    );
  const { memory, memory_limit, memory_share } = part;
  const limit = memory_limit ? ` / ${bytes(memory_limit)}` : "";
  return (
    <Card title="Redis" aside={<Badge>{part.version}</Badge>}>
      <dl>
        <Figure
          name={t("redis.memory")}
          value={`${bytes(memory)}${limit}${memory_share === null ? "" : ` (${share(memory_share)})`}`}
          normal={memory_limit ? t("redis.memory_normal") : t("redis.memory_free")}
          bad={bad("redis_memory")}
          act={t("redis.memory_act")}
        />
        <Figure
          name={t("redis.keeps")}
          value={t(part.append_only && part.append_only_works ? "redis.keeps_yes" : "redis.keeps_no")}
          normal={t("redis.keeps_normal")}
          bad={bad("redis_keeps")}
          act={t("redis.keeps_act")}
        />
        <Figure
          name={t("redis.evicted")}
          value={count(part.evicted)}
          normal="0"
          bad={part.evicted > 0}
          act={t("redis.evicted_act")}
        />
        <Figure name={t("redis.commands")} value={count(part.commands_per_s)} />
        <Figure name={t("redis.clients")} value={count(part.clients)} />
        <Figure name={t("uptime")} value={lengthOf(part.uptime_s * 1000)} />
      </dl>
    </Card>
  );
}

export function MongoPanel({ part }: Of<"mongodb">) {
  const { t } = useTranslation("ops");
  if (!part) {
    return (
      <Card title="MongoDB">
        <Away>{t("mongodb.away")}</Away>
        <p className="mt-3 text-ink-2">{t("mongodb.away_hint")}</p>
      </Card>
    );
  }
  return (
    <Card title="MongoDB" aside={<Badge>{part.version}</Badge>}>
      <dl>
        <Figure name={t("mongodb.answers")} value={lengthOf(part.answers_ms)} normal={t("mongodb.answers_normal")} />
        <Figure name={t("mongodb.conversations")} value={count(part.conversations)} />
        <Figure name={t("mongodb.messages")} value={count(part.messages)} />
        <Figure name={t("mongodb.connections")} value={count(part.connections)} />
        <Figure name={t("uptime")} value={lengthOf(part.uptime_s * 1000)} />
      </dl>
    </Card>
  );
}

export function ArchivePanel({ part, bad, lag }: Of<"archive"> & { lag: number | null }) {
  const { t } = useTranslation("ops");
  if (!part)
    return (
      <Card title={t("archive.title")}>
        <Away>{t("archive.unknown")}</Away>
      </Card>
    );
  const silent = bad("archiver_silent_ms") || part.silent_ms === null;
  const standby = part.archivers.filter((one) => !one.leads).length;
  return (
    <Card title={t("archive.title")}>
      <dl>
        <Figure
          name={t("archive.runs")}
          value={silent ? t("archive.stopped") : t("archive.running", { count: standby })}
          normal={t("archive.runs_normal")}
          bad={silent}
          act={
            part.silent_ms === null ? t("archive.never") : t("archive.stopped_act", { time: lengthOf(part.silent_ms) })
          }
        />
        <Figure
          name={t("archive.lag")}
          value={lag === null ? t("unknown") : lengthOf(lag)}
          normal={t("archive.lag_normal")}
          bad={(lag ?? 0) >= 5_000 || bad("archive_lag_ms")}
          act={t("archive.lag_act")}
        />
        <Figure
          name={t("archive.alarms")}
          value={count(part.alarms)}
          normal="0"
          bad={part.alarms > 0}
          act={t("archive.alarms_act")}
        />
        <Figure name={t("archive.archived")} value={count(part.archived)} />
        {part.error && (
          <Figure
            name={t("archive.error")}
            value={part.error}
            bad
            act={part.error_at ? fullTime(part.error_at) : t("archive.error_act")}
          />
        )}
      </dl>
    </Card>
  );
}

export function JobsPanel({ part }: Of<"jobs">) {
  const { t } = useTranslation("ops");
  if (!part)
    return (
      <Card title={t("jobs.title")}>
        <Away>{t("redis.away")}</Away>
      </Card>
    );
  return (
    <Card title={t("jobs.title")} hint={t("jobs.hint")}>
      <dl>
        <Figure name={t("jobs.queued")} value={count(part.queued)} />
        <Figure name={t("jobs.due")} value={count(part.due)} normal={t("jobs.due_normal")} />
        <Figure name={t("jobs.running")} value={count(part.running)} />
        <Figure
          name={t("jobs.failed")}
          value={count(part.failed)}
          normal="0"
          bad={part.failed > 0}
          act={t("jobs.failed_act")}
        />
      </dl>
    </Card>
  );
}

export function SessionsPanel({ part }: Of<"sessions">) {
  const { t } = useTranslation("ops");
  if (!part)
    return (
      <Card title={t("sessions.title")}>
        <Away>{t("redis.away")}</Away>
      </Card>
    );
  return (
    <Card title={t("sessions.title")}>
      <dl>
        <Figure name={t("sessions.open")} value={count(part.open)} />
        <Figure name={t("sessions.held")} value={count(part.held)} />
        <Figure name={t("sessions.waiting")} value={count(part.waiting)} />
        <Figure name={t("sessions.longest")} value={part.waiting > 0 ? lengthOf(part.longest_wait_ms) : "–"} />
        <Figure name={t("sessions.closed")} value={count(part.closed)} normal={t("sessions.closed_normal")} />
      </dl>
    </Card>
  );
}

export function StreamsPanel({ part }: Of<"streams">) {
  const { t } = useTranslation("ops");
  if (!part)
    return (
      <Card title={t("streams.title")}>
        <Away>{t("redis.away")}</Away>
      </Card>
    );
  const rows = part.flatMap((stream): { stream: Stream; group: Group | null }[] =>
    stream.groups.length > 0 ? stream.groups.map((group) => ({ stream, group })) : [{ stream, group: null }],
  );
  return (
    <Card title={t("streams.title")} hint={t("streams.hint")}>
      <Table
        label={t("streams.title")}
        head={
          <tr>
            <Head>{t("streams.stream")}</Head>
            <Head number>{t("streams.length")}</Head>
            <Head>{t("streams.group")}</Head>
            <Head number>{t("streams.waiting")}</Head>
            <Head number>{t("streams.pending")}</Head>
            <Head number>{t("streams.oldest")}</Head>
          </tr>
        }
      >
        {rows.map(({ stream, group }) => (
          <tr key={`${stream.name} ${group?.name}`}>
            <th scope="row" className="border-line border-b py-2.5 pr-4 font-normal">
              <span className="block font-medium">{t(`streams.name.${stream.name as "firehose"}`)}</span>
              <span className="block text-ink-3 text-xs">{t(`streams.normal.${stream.name as "firehose"}`)}</span>
            </th>
            <Cell number className={reddened(stream.name === "dead" && stream.length > 0)}>
              {count(stream.length)}
            </Cell>
            <Cell className="text-ink-2">{group?.name ?? "–"}</Cell>
            <Cell number>{group ? count(group.waiting) : "–"}</Cell>
            <Cell number>{group ? count(group.pending) : "–"}</Cell>
            <Cell number className={reddened(group !== null && group.oldest_ms >= 5_000)}>
              {group ? lengthOf(group.oldest_ms) : stream.oldest_ms === null ? "–" : lengthOf(stream.oldest_ms)}
            </Cell>
          </tr>
        ))}
      </Table>
    </Card>
  );
}

export function HubsPanel({ part }: Of<"hubs">) {
  const { t } = useTranslation("ops");
  if (!part)
    return (
      <Card title={t("hubs.title")}>
        <Away>{t("redis.away")}</Away>
      </Card>
    );
  return (
    <Card title={t("hubs.title")} hint={t("hubs.hint")}>
      {part.length === 0 ? (
        <Away>{t("hubs.none")}</Away>
      ) : (
        <Table
          label={t("hubs.title")}
          head={
            <tr>
              <Head>{t("hubs.hub")}</Head>
              <Head number>{t("hubs.sockets")}</Head>
              <Head number>{t("hubs.agents")}</Head>
              <Head number>{t("hubs.visitors")}</Head>
              <Head number>{t("hubs.loop")}</Head>
              <Head number>{t("hubs.tail")}</Head>
              <Head number>{t("hubs.since")}</Head>
            </tr>
          }
        >
          {part.map((hub) => (
            <tr key={hub.id}>
              <th scope="row" className="border-line border-b py-2.5 pr-4 font-mono font-normal text-[13px]">
                {hub.id}
              </th>
              <Cell number>{count(hub.sockets ?? 0)}</Cell>
              <Cell number>{count(hub.agents ?? 0)}</Cell>
              <Cell number>{count(hub.visitors ?? 0)}</Cell>
              <Cell number className={reddened((hub.lag_ms ?? 0) >= 250)}>
                {lengthOf(hub.lag_ms ?? 0)}
              </Cell>
              <Cell number className={reddened(hub.behind_ms >= 5_000)}>
                {lengthOf(hub.behind_ms)}
              </Cell>
              <Cell number className="whitespace-nowrap">
                {lengthOf(hub.silent_ms)}
              </Cell>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  );
}
