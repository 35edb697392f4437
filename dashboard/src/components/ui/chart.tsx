// A chart by uPlot in the colours of the theme; what it shows also stands in a table or a sentence nearby.
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { theme } from "@/lib/theme";

type Make = (colour: (name: string) => string) => Omit<uPlot.Options, "width" | "height">;
type Props = { label: string; data: uPlot.AlignedData; make: Make; height?: number };

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** A number that grows whenever the colours change. */
function useWorn(): number {
  const [worn, setWorn] = useState(0);
  useEffect(() => {
    const again = () => setWorn((count) => count + 1);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", again);
    const stop = theme.subscribe(again);
    return () => {
      dark.removeEventListener("change", again);
      stop();
    };
  }, []);
  return worn;
}

export function Chart({ label, data, make, height = 220 }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const worn = useWorn();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read anew when the theme changes.
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const plot = new uPlot({ ...make(colour), width: element.clientWidth, height }, data, element);
    const watcher = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      plot.destroy();
    };
  }, [data, make, height, worn]);
  return <div ref={box} role="img" aria-label={label} className="-mx-1 min-w-0 overflow-hidden" />;
}

const FONT = '12px system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif';

/** Quiet axes that all charts share; `say` writes the values of the left one. */
export function axes(
  read: (name: string) => string,
  below: (splits: number[]) => string[],
  say: (value: number) => string,
  size = 56,
  steps?: { below?: number[]; left?: number[] },
): uPlot.Axis[] {
  const quiet = { stroke: read("ink-3"), font: FONT, ticks: { show: false } };
  return [
    {
      ...quiet,
      grid: { show: false },
      values: (_, splits) => below(splits),
      size: 32,
      space: 64,
      gap: 12,
      ...(steps?.below ? { incrs: steps.below } : {}),
    },
    {
      ...quiet,
      grid: { stroke: read("line"), width: 1 },
      values: (_, splits) => splits.map((value) => (value === null ? "" : say(value))),
      size,
      ...(steps?.left ? { incrs: steps.left } : {}),
    },
  ];
}

/** Seconds, minutes and hours that read as round. */
export const ROUND_S = [
  1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400, 172_800,
];
