// The pictures: how many came when, how long they waited, how they rated.
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import uPlot from "uplot";
import { axes, Chart, ROUND_S } from "@/components/ui/chart";
import { Card } from "@/components/ui/page";
import { noonOf } from "@/lib/days";
import { lengthOf } from "@/lib/durations";
import { locale } from "@/lib/i18n";
import type { Figures, Report } from "../api/report";

type Read = (name: string) => string;

const whole = (value: number) => (Number.isInteger(value) ? new Intl.NumberFormat(locale()).format(value) : "");

function bars(read: Read, names: readonly string[]): Omit<uPlot.Options, "width" | "height"> {
  const paths = uPlot.paths.bars?.({ size: [0.6, 36], radius: 0.2 });
  return {
    padding: [12, 8, 0, 0],
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { time: false, range: [-0.6, names.length - 0.4] },
      y: { range: (_, __, max) => [0, Math.max(4, max * 1.1)] },
    },
    axes: axes(read, (splits) => splits.map((at) => names[at] ?? ""), whole, 40),
    series: [{}, { fill: read("brand"), width: 0, points: { show: false }, ...(paths ? { paths } : {}) }],
  };
}

function lines(read: Read, names: readonly string[]): Omit<uPlot.Options, "width" | "height"> {
  const series = (colour: string, dash: number[]) => ({
    stroke: read(colour),
    width: 2,
    dash,
    spanGaps: false,
    points: { show: true, size: 6, fill: read(colour) },
  });
  return {
    padding: [12, 8, 0, 0],
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { time: false, range: [-0.6, names.length - 0.4] },
      y: { range: (_, __, max) => [0, Math.max(10, max * 1.1)] },
    },
    axes: axes(
      read,
      (splits) => splits.map((at) => names[at] ?? ""),
      (value) => lengthOf(value * 1000, "narrow"),
      72,
      { left: ROUND_S },
    ),
    series: [{}, series("brand", []), series("wait", [6, 4])],
  };
}

const places = (rows: readonly unknown[]) => rows.map((_, at) => at);
const seconds = (ms: number | null) => (ms === null ? null : ms / 1000);

function Volume({ label, names, rows }: { label: string; names: readonly string[]; rows: readonly Figures[] }) {
  const data = useMemo(() => [places(rows), rows.map((row) => row.opened)] as uPlot.AlignedData, [rows]);
  const make = useMemo(() => (read: Read) => bars(read, names), [names]);
  return <Chart label={label} data={data} make={make} />;
}

function Key({ dashed, children }: { dashed?: boolean; children: string }) {
  return (
    <span className="flex items-center gap-2">
      <span
        aria-hidden="true"
        className={dashed ? "w-5 border-wait border-t-2 border-dashed" : "w-5 border-brand border-t-2"}
      />
      {children}
    </span>
  );
}

function Ratings({ scores }: { scores: readonly number[] }) {
  const { t } = useTranslation("reports");
  const most = Math.max(1, ...scores);
  return (
    <ul className="space-y-2.5 pt-1">
      {[5, 4, 3, 2, 1].map((score) => {
        const count = scores[score - 1] ?? 0;
        return (
          <li key={score} className="flex items-center gap-3 tabular-nums">
            <span className="w-8 shrink-0 text-ink-2">
              {score} <span aria-hidden="true">★</span>
              <span className="sr-only">{t("chart.stars")}</span>
            </span>
            <span aria-hidden="true" className="h-3 flex-1 overflow-hidden rounded-full bg-sunken">
              <span className="block h-full rounded-full bg-brand" style={{ width: `${(count / most) * 100}%` }} />
            </span>
            <span className="w-10 shrink-0 text-right">{count}</span>
          </li>
        );
      })}
    </ul>
  );
}

export function Charts({ report }: { report: Report }) {
  const { t, i18n } = useTranslation("reports");
  const { days, hours, total } = report;
  // biome-ignore lint/correctness/useExhaustiveDependencies: names of days follow the language.
  const dayNames = useMemo(() => {
    const say = new Intl.DateTimeFormat(locale(), { day: "2-digit", month: "2-digit" });
    return days.map(({ day }) => say.format(noonOf(day)));
  }, [days, i18n.language]);
  const hourNames = useMemo(() => hours.map(({ hour }) => `${hour}h`), [hours]);
  const waits = useMemo(
    () =>
      [
        places(days),
        days.map((day) => seconds(day.first_reply.median_ms)),
        days.map((day) => seconds(day.waited.median_ms)),
      ] as uPlot.AlignedData,
    [days],
  );
  const makeWaits = useMemo(() => (read: Read) => lines(read, dayNames), [dayNames]);
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Card title={t("chart.days")} className="lg:col-span-2">
        <Volume label={t("chart.days_label", { count: total.opened })} names={dayNames} rows={days} />
      </Card>
      <Card title={t("chart.waits")} className="lg:col-span-2">
        <div className="mb-1 flex flex-wrap gap-x-5 gap-y-1 text-[13px] text-ink-2">
          <Key>{t("total.first_reply")}</Key>
          <Key dashed>{t("total.waited")}</Key>
        </div>
        <Chart label={t("chart.waits_label")} data={waits} make={makeWaits} />
      </Card>
      <Card title={t("chart.hours")}>
        <Volume label={t("chart.hours_label")} names={hourNames} rows={hours} />
      </Card>
      <Card title={t("chart.rating")}>
        <Ratings scores={total.rating.scores} />
      </Card>
    </div>
  );
}
