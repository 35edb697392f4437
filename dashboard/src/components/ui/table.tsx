// A table that scrolls sideways on its own when the screen is narrow, numbers to the right.
import type { ComponentProps, ReactNode } from "react";
import { cx } from "@/lib/class-names";

type TableProps = { label: string; head: ReactNode; children: ReactNode };

export function Table({ label, head, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section aria-label={label} tabIndex={0} className="relative -mx-5 overflow-x-auto px-5">
      <table className="w-full border-collapse text-left tabular-nums">
        <caption className="sr-only">{label}</caption>
        <thead className="text-[13px] text-ink-3">{head}</thead>
        <tbody className="[&>tr:last-child>*]:border-b-0">{children}</tbody>
      </table>
    </section>
  );
}

type CellProps = ComponentProps<"td"> & { number?: boolean };

export function Head({ number, className, ...rest }: CellProps & ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={cx("border-line border-b py-2 pr-4 font-medium last:pr-0", number && "text-right", className)}
      {...rest}
    />
  );
}

export function Cell({ number, className, ...rest }: CellProps) {
  return (
    <td
      className={cx("border-line border-b py-2.5 pr-4 align-middle last:pr-0", number && "text-right", className)}
      {...rest}
    />
  );
}
