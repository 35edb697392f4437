// The same figures as the pictures, number by number.
import { useTranslation } from "react-i18next";
import { Cell, Head, Table } from "@/components/ui/table";
import { noonOf } from "@/lib/days";
import { lengthOf } from "@/lib/durations";
import { locale } from "@/lib/i18n";
import type { Report } from "../api/report";
import { ofAgent, ofTime, type Part, type Row } from "../api/rows";

type Column = { shown: string; file: string };

/** Files say the unit in the head, since their cells are bare numbers. */
export function useTables(report: Report): Record<Part, { head: Column[]; rows: Row[] }> {
  const { t } = useTranslation("reports");
  const plain = (text: string): Column => ({ shown: text, file: text });
  const timed = (text: string): Column => ({ shown: text, file: t("table.in_seconds", { name: text }) });
  const rating = [plain(t("total.rating")), plain(t("table.ratings"))];
  const waits = [timed(t("total.waited")), timed(t("total.first_reply")), timed(t("total.resolved"))];
  const counts = [plain(t("table.opened")), plain(t("table.closed")), plain(t("table.unanswered"))];
  const day = new Intl.DateTimeFormat(locale(), {
    weekday: "short",
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
  });
  return {
    days: {
      head: [plain(t("table.day")), ...counts, ...waits, ...rating],
      rows: report.days.map((one) => ofTime(one.day, day.format(noonOf(one.day)), one)),
    },
    hours: {
      head: [plain(t("table.hour")), ...counts, ...waits, ...rating],
      rows: report.hours.map((one) => ofTime(String(one.hour), `${one.hour}:00–${one.hour + 1}:00`, one)),
    },
    agents: {
      head: [
        plain(t("table.agent")),
        plain(t("table.conversations")),
        plain(t("table.messages")),
        ...waits.slice(1),
        ...rating,
      ],
      rows: report.agents.map(ofAgent),
    },
  };
}

export function FiguresTable({ label, head, rows }: { label: string; head: Column[]; rows: Row[] }) {
  const { t } = useTranslation("reports");
  const number = new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 });
  const quiet = (value: number) => <span className={value === 0 ? "text-ink-3" : ""}>{number.format(value)}</span>;
  const none = <span className="text-ink-3">–</span>;
  if (rows.length === 0) return <p className="py-6 text-center text-ink-2">{t("table.nobody")}</p>;
  return (
    <Table
      label={label}
      head={
        <tr>
          {head.map(({ shown }, at) => (
            <Head key={shown} number={at > 0} className="whitespace-nowrap">
              {shown}
            </Head>
          ))}
        </tr>
      }
    >
      {rows.map((row) => (
        <tr key={row.key}>
          <th scope="row" className="whitespace-nowrap border-line border-b py-2.5 pr-4 font-medium">
            {row.name}
          </th>
          {row.counts.map((count, at) => (
            <Cell key={head[at + 1]?.file} number>
              {quiet(count)}
            </Cell>
          ))}
          {row.waits.map((wait, at) => (
            <Cell key={head[row.counts.length + at + 1]?.file} number className="whitespace-nowrap">
              {wait.median_ms === null ? none : lengthOf(wait.median_ms)}
            </Cell>
          ))}
          <Cell number>{row.rating.mean === null ? none : number.format(row.rating.mean)}</Cell>
          <Cell number>{quiet(row.rating.count)}</Cell>
        </tr>
      ))}
    </Table>
  );
}
