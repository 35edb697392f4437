// A state in one word, told by its text and not by its colour alone.
import type { ReactNode } from "react";
import { cx } from "@/lib/class-names";

const TONES = {
  plain: "bg-line text-ink-2",
  brand: "bg-brand-soft text-brand-ink",
  wait: "bg-wait-soft text-wait",
  danger: "bg-danger-soft text-danger",
};

export type Tone = keyof typeof TONES;

export function Badge({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={cx(
        "inline-flex h-6 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-md px-2 font-medium text-xs",
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
