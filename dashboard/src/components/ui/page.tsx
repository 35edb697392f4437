// The frame of a page that is read rather than chatted in: title, what can be done, and content that scrolls.
import { CircleAlert, LoaderCircle, RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/class-names";
import { ApiError } from "@/lib/http";
import { Button } from "./button";
import { PaneState } from "./state";

type PageProps = { title: string; hint?: ReactNode; actions?: ReactNode; wide?: boolean; children: ReactNode };

export function Page({ title, hint, actions, wide, children }: PageProps) {
  return (
    <div className="h-full overflow-y-auto bg-surface">
      <div className={cx("mx-auto px-4 pt-6 pb-16 sm:px-8", wide ? "max-w-[1240px]" : "max-w-[980px]")}>
        <header className="mb-6 flex flex-wrap items-start gap-x-4 gap-y-3">
          <div className="min-w-0 flex-1 basis-60">
            <h1 className="font-semibold text-xl leading-7 tracking-tight">{title}</h1>
            {hint && <p className="mt-1 max-w-[68ch] text-pretty text-ink-2">{hint}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
        {children}
      </div>
    </div>
  );
}

type CardProps = { title?: string; hint?: ReactNode; aside?: ReactNode; className?: string; children: ReactNode };

/** A titled group of things that belong together. */
export function Card({ title, hint, aside, className, children }: CardProps) {
  return (
    <section className={cx("rounded-xl border border-line bg-raised", className)}>
      {(title || aside) && (
        <header className="flex flex-wrap items-start gap-x-4 gap-y-2 px-5 pt-4">
          <div className="min-w-0 flex-1">
            {title && <h2 className="font-semibold text-[15px]">{title}</h2>}
            {hint && <p className="mt-0.5 max-w-[68ch] text-pretty text-[13px] text-ink-2">{hint}</p>}
          </div>
          {aside}
        </header>
      )}
      <div className="px-5 pt-3 pb-5">{children}</div>
    </section>
  );
}

/** Why something could not be loaded, in the words of the server where it has some. */
export function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const refused = error instanceof ApiError && error.status === 403;
  return (
    <PaneState
      alert
      icon={<CircleAlert size={22} />}
      title={refused ? t("page.forbidden") : t("page.failed")}
      hint={refused ? t("page.forbidden_hint") : error instanceof ApiError ? error.message : t("error.unreachable")}
      action={
        refused ? null : (
          <Button onClick={onRetry}>
            <RefreshCw size={16} aria-hidden="true" />
            {t("action.retry")}
          </Button>
        )
      }
    />
  );
}

export function Spinner({ label }: { label: string }) {
  return (
    <span role="status" className="inline-flex items-center gap-2 text-ink-3">
      <LoaderCircle size={16} aria-hidden="true" className="animate-spin" />
      <span className="sr-only">{label}</span>
    </span>
  );
}
