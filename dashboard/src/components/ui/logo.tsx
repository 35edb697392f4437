// The mark of Alo in the customer's colour.
import { cx } from "@/lib/class-names";

export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={cx("text-brand", className)}>
      <rect width="32" height="32" rx="9" fill="currentColor" />
      <path
        d="M8 15.5C8 11.4 11.6 8 16 8s8 3.4 8 7.5-3.6 7.5-8 7.5c-1 0-2-.2-2.9-.5L9 24l.9-3.6A7.2 7.2 0 0 1 8 15.5Z"
        className="fill-on-brand"
      />
    </svg>
  );
}
