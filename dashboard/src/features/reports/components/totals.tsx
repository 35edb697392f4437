// The figures of the whole span at a glance.
import { useTranslation } from "react-i18next";
import { lengthOf } from "@/lib/durations";
import { locale } from "@/lib/i18n";
import type { Duration, Figures } from "../api/report";

function Figure({ name, value, hint }: { name: string; value: string; hint: string }) {
  return (
    <div className="rounded-xl border border-line bg-raised px-4 py-4 last:max-lg:col-span-2 sm:px-5">
      <dt className="text-[13px] text-ink-2">{name}</dt>
      <dd className="mt-1 font-semibold text-xl leading-7 tracking-tight tabular-nums sm:text-2xl sm:leading-8">
        {value}
      </dd>
      <dd className="text-[13px] text-ink-3">{hint}</dd>
    </div>
  );
}

export function Totals({ figures }: { figures: Figures }) {
  const { t } = useTranslation("reports");
  const number = new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 });
  const length = (duration: Duration) => (duration.median_ms === null ? "–" : lengthOf(duration.median_ms));
  const slow = (duration: Duration) =>
    duration.p90_ms === null ? t("total.no_data") : t("total.p90", { time: lengthOf(duration.p90_ms) });
  return (
    <dl className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-5">
      <Figure
        name={t("total.opened")}
        value={number.format(figures.opened)}
        hint={t("total.unanswered", { count: figures.unanswered })}
      />
      <Figure name={t("total.waited")} value={length(figures.waited)} hint={slow(figures.waited)} />
      <Figure name={t("total.first_reply")} value={length(figures.first_reply)} hint={slow(figures.first_reply)} />
      <Figure name={t("total.resolved")} value={length(figures.resolved)} hint={slow(figures.resolved)} />
      <Figure
        name={t("total.rating")}
        value={figures.rating.mean === null ? "–" : `${number.format(figures.rating.mean)}/5`}
        hint={t("total.rated", { count: figures.rating.count })}
      />
    </dl>
  );
}
