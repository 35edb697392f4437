// One figure with what is normal beside it; red, and said in words, when a person must act.
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/class-names";

type Props = { name: string; value: ReactNode; normal?: ReactNode; bad?: boolean; act?: ReactNode };

export function Figure({ name, value, normal, bad = false, act }: Props) {
  const { t } = useTranslation("ops");
  return (
    <div
      className={cx(
        "grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 border-line border-b py-2 last:border-b-0",
        bad && "text-danger",
      )}
    >
      <dt className={bad ? "" : "text-ink-2"}>{name}</dt>
      <dd className="flex items-center gap-1.5 font-medium tabular-nums">
        {bad && <CircleAlert size={14} aria-hidden="true" />}
        {value}
        {bad && <span className="sr-only">{t("must_act")}</span>}
      </dd>
      {(normal || (bad && act)) && (
        <dd className={cx("col-span-2 text-xs", bad ? "mt-0.5" : "text-ink-3")}>
          {bad && act ? act : t("normal", { normal })}
        </dd>
      )}
    </div>
  );
}

export function Away({ children }: { children: string }) {
  return (
    <p role="alert" className="flex items-center gap-2 rounded-lg bg-danger-soft px-3 py-2.5 font-medium text-danger">
      <CircleAlert size={16} aria-hidden="true" />
      {children}
    </p>
  );
}
