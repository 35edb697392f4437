// What a pane shows when it has nothing to show: empty, refused or failed, with a way on where there is one.
import type { ReactNode } from "react";
import { cx } from "@/lib/class-names";

type Props = { icon: ReactNode; title: string; hint?: ReactNode; action?: ReactNode; alert?: boolean };

export function PaneState({ icon, title, hint, action, alert }: Props) {
  return (
    <div
      className="flex h-full animate-fade flex-col items-center justify-center gap-1 px-8 py-12 text-center"
      {...(alert ? { role: "alert" } : {})}
    >
      <span
        className={cx(
          "mb-3 flex size-12 items-center justify-center rounded-xl",
          alert ? "bg-danger-soft text-danger" : "bg-sunken text-ink-3",
        )}
      >
        {icon}
      </span>
      <p className="font-semibold text-[15px] text-ink">{title}</p>
      {hint && <p className="max-w-72 text-pretty text-ink-2">{hint}</p>}
      {action && <div className="mt-4">{action}</div>}
    </div>
  );
}

export function Skeleton({ className }: { className: string }) {
  return <span aria-hidden="true" className={cx("block animate-shimmer rounded-md bg-line", className)} />;
}

export function Kbd({ children }: { children?: ReactNode }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-[5px] border border-line-strong border-b-2 bg-surface px-1 font-medium font-sans text-ink-2 text-xs">
      {children}
    </kbd>
  );
}
