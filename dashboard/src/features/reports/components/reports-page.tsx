// Reports: the figures at a glance, pictures, then the same as a table to read and to take along.
import { ChartColumn, Download } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/form";
import { Card, Failure, Page } from "@/components/ui/page";
import { PaneState, Skeleton } from "@/components/ui/state";
import { cx } from "@/lib/class-names";
import { serverNow } from "@/lib/clock";
import { dayOf, isDay, PERIODS, type Period, periodOf, type Span, spanOf, zone } from "@/lib/days";
import { saveFile } from "@/lib/download";
import { toCsv } from "../api/csv";
import { type Report, useReport } from "../api/report";
import { cells, PARTS, type Part } from "../api/rows";
import { Charts } from "./charts";
import { FiguresTable, useTables } from "./figures-table";
import { Totals } from "./totals";

function useSpan() {
  const [params, setParams] = useSearchParams();
  const today = dayOf(new Date(serverNow()));
  const [from, to] = [params.get("from"), params.get("to")];
  const span = isDay(from) && isDay(to) && from <= to ? { from, to } : spanOf("week", today);
  return { span, today, choose: (next: Span) => setParams(next, { replace: true }) };
}

function SpanPicker({ span, today, choose }: ReturnType<typeof useSpan>) {
  const { t } = useTranslation("reports");
  const known = periodOf(span, today);
  const [custom, setCustom] = useState(false);
  const value = custom || known === null ? "custom" : known;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SelectField
        label={t("span.label")}
        hideLabel
        className="w-44"
        value={value}
        onChange={(event) => {
          setCustom(event.target.value === "custom");
          if (event.target.value !== "custom") choose(spanOf(event.target.value as Period, today));
        }}
        choices={[...PERIODS, "custom" as const].map((one) => ({ value: one, label: t(`span.${one}`) }))}
      />
      {value === "custom" && (
        <>
          <TextField
            type="date"
            label={t("span.from")}
            hideLabel
            className="w-40"
            value={span.from}
            max={span.to}
            onChange={(event) => isDay(event.target.value) && choose({ ...span, from: event.target.value })}
          />
          <TextField
            type="date"
            label={t("span.to")}
            hideLabel
            className="w-40"
            value={span.to}
            min={span.from}
            max={today}
            onChange={(event) => isDay(event.target.value) && choose({ ...span, to: event.target.value })}
          />
        </>
      )}
    </div>
  );
}

function Numbers({ report, span }: { report: Report; span: Span }) {
  const { t } = useTranslation("reports");
  const [part, setPart] = useState<Part>("days");
  const tables = useTables(report);
  const { head, rows } = tables[part];
  const save = () =>
    saveFile(
      `alo-${part}-${span.from}-${span.to}.csv`,
      new Blob([toCsv([head.map((one) => one.file), ...rows.map(cells)])], { type: "text/csv;charset=utf-8" }),
    );
  return (
    <Card
      title={t("table.title")}
      aside={
        <Button size="sm" onClick={save}>
          <Download size={14} aria-hidden="true" />
          {t("table.csv")}
        </Button>
      }
    >
      <fieldset className="mb-3 flex w-fit rounded-lg bg-sunken p-0.5">
        <legend className="sr-only">{t("table.by")}</legend>
        {PARTS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={part === one}
            onClick={() => setPart(one)}
            className={cx(
              "h-8 rounded-md px-3 font-medium text-[13px] transition-colors duration-150",
              part === one ? "bg-raised text-ink shadow-sm" : "text-ink-2 hover:text-ink",
            )}
          >
            {t(`table.${one}`)}
          </button>
        ))}
      </fieldset>
      <FiguresTable label={t(`table.${part}`)} head={head} rows={rows} />
    </Card>
  );
}

function Loading() {
  return (
    <div className="space-y-6" aria-hidden="true">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-5">
        {["a", "b", "c", "d", "e"].map((key) => (
          <Skeleton key={key} className="h-24 rounded-xl" />
        ))}
      </div>
      <Skeleton className="h-72 rounded-xl" />
    </div>
  );
}

export function ReportsPage() {
  const { t } = useTranslation("reports");
  const period = useSpan();
  const report = useReport(period.span);
  const { data } = report;
  const zoneName = useMemo(zone, []);
  return (
    <Page title={t("title")} hint={t("hint", { zone: zoneName })} actions={<SpanPicker {...period} />} wide>
      {report.isPending && <Loading />}
      {report.isError && <Failure error={report.error} onRetry={() => void report.refetch()} />}
      {data && !report.isError && (
        <div className={cx("space-y-6 transition-opacity duration-150", report.isPlaceholderData && "opacity-60")}>
          <Totals figures={data.total} />
          {data.total.opened === 0 && (
            <div className="rounded-xl border border-line bg-raised">
              <PaneState icon={<ChartColumn size={22} />} title={t("empty.title")} hint={t("empty.hint")} />
            </div>
          )}
          {data.total.opened > 0 && <Charts report={data} />}
          <Numbers report={data} span={period.span} />
        </div>
      )}
    </Page>
  );
}
