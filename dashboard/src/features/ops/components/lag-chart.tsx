// An hour of the archive's lag.
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type uPlot from "uplot";
import { axes, Chart, ROUND_S } from "@/components/ui/chart";
import { clockTime } from "@/lib/dates";
import { lengthOf } from "@/lib/durations";
import type { LagPoint } from "../api/lag";

const HOUR_S = 3600;

function options(read: (name: string) => string): Omit<uPlot.Options, "width" | "height"> {
  return {
    padding: [12, 8, 0, 0],
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { time: false, range: (_, __, max) => [max - HOUR_S, max] },
      y: { range: (_, __, max) => [0, Math.max(5, max * 1.1)] },
    },
    axes: axes(
      read,
      (splits) => splits.map((at) => clockTime(at * 1000)),
      (value) => lengthOf(value * 1000, "narrow"),
      72,
      { below: [600, 900, 1800], left: ROUND_S },
    ),
    series: [{}, { stroke: read("brand"), width: 2, fill: read("brand-soft"), points: { show: false } }],
  };
}

export function LagChart({ points }: { points: LagPoint[] }) {
  const { t } = useTranslation("ops");
  const data = useMemo(
    () => [points.map(({ at }) => at / 1000), points.map(({ lag_ms }) => lag_ms / 1000)] as uPlot.AlignedData,
    [points],
  );
  const peak = Math.max(0, ...points.map(({ lag_ms }) => lag_ms));
  const now = points.at(-1)?.lag_ms ?? 0;
  return (
    <Chart
      label={t("lag.label", { now: lengthOf(now), peak: lengthOf(peak) })}
      data={data}
      make={options}
      height={180}
    />
  );
}
