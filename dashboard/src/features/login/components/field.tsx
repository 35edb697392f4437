// A labelled input with its error beside it.
import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "@/lib/class-names";

type Props = ComponentProps<"input"> & { label: string; error?: string | undefined; children?: ReactNode };

export function Field({ label, error, children, ...input }: Props) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          aria-invalid={error !== undefined}
          {...(error ? { "aria-describedby": `${id}-error` } : {})}
          className={cx(
            "h-11 w-full rounded-lg border bg-surface px-3.5 text-base outline-offset-0 sm:text-sm",
            error ? "border-danger" : "border-line-strong",
          )}
          {...input}
        />
        {children}
      </div>
      {error && (
        <p id={`${id}-error`} className="mt-1.5 text-danger text-xs">
          {error}
        </p>
      )}
    </div>
  );
}
