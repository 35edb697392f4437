// The one button of the dashboard, in the weights that a decision can have.
import type { ComponentProps } from "react";
import { cx } from "@/lib/class-names";

const LOOKS = {
  primary: "bg-brand text-on-brand hover:bg-brand-strong disabled:opacity-50",
  secondary: "bg-raised text-ink border border-line-strong hover:bg-hover disabled:opacity-50",
  quiet: "text-ink-2 hover:bg-hover hover:text-ink disabled:opacity-50",
  danger: "bg-danger-soft text-danger hover:brightness-97 dark:hover:brightness-125 disabled:opacity-50",
} as const;

const SIZES = {
  md: "h-9 px-3.5 gap-2 text-sm",
  sm: "h-8 px-3 gap-1.5 text-[13px]",
  icon: "size-9 justify-center",
} as const;

type Props = ComponentProps<"button"> & { look?: keyof typeof LOOKS; size?: keyof typeof SIZES };

export function Button({ look = "secondary", size = "md", className, type = "button", ...rest }: Props) {
  const shape =
    "inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-lg font-medium transition-colors duration-150 disabled:cursor-not-allowed";
  return <button type={type} className={cx(shape, LOOKS[look], SIZES[size], className)} {...rest} />;
}
