// What stands between messages: the day, what happened, and the way to what was before.
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/state";
import { serverNow } from "@/lib/clock";
import { clockTime, dayName } from "@/lib/dates";

export function DayLine({ at }: { at: number }) {
  return (
    <div className="my-4 flex items-center gap-3 text-ink-3 text-xs first:mt-0">
      <span className="h-px flex-1 bg-line" />
      <span className="first-letter:uppercase">{dayName(at, serverNow())}</span>
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

export function QuietLine({ at, text }: { at: number; text: string }) {
  return (
    <p className="mx-auto mt-3 max-w-[90%] text-pretty text-center text-ink-3 text-xs wrap-anywhere">
      {text} · <time dateTime={new Date(at).toISOString()}>{clockTime(at)}</time>
    </p>
  );
}

type OlderProps = { state: "idle" | "loading" | "failed"; atStart: boolean; onRetry: () => void };

export function Older({ state, atStart, onRetry }: OlderProps) {
  const { t } = useTranslation();
  if (atStart) return null;
  if (state === "failed") {
    return (
      <p className="flex items-center justify-center gap-3 py-3 text-ink-2 text-xs" role="alert">
        {t("conversation.older_failed")}
        <Button size="sm" onClick={onRetry}>
          {t("action.retry")}
        </Button>
      </p>
    );
  }
  return (
    <p className="py-3 text-center text-ink-3 text-xs">{state === "loading" && t("conversation.loading_older")}</p>
  );
}

export function LoadingTranscript() {
  const { t } = useTranslation();
  return (
    <div role="status" className="mx-auto flex w-full max-w-[760px] flex-1 flex-col justify-end gap-4 px-6 py-6">
      <span className="sr-only">{t("app.loading")}</span>
      <Skeleton className="h-10 w-2/5 rounded-xl" />
      <Skeleton className="h-16 w-3/5 rounded-xl" />
      <Skeleton className="h-10 w-1/2 self-end rounded-xl" />
      <Skeleton className="h-10 w-1/3 rounded-xl" />
      <Skeleton className="h-14 w-3/5 self-end rounded-xl" />
    </div>
  );
}
