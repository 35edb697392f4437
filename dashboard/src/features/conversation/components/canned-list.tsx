// The canned replies that fit what stands behind the slash.
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/state";
import { cx } from "@/lib/class-names";
import type { CannedPickerState } from "./use-canned-picker";

type Props = { id: string; picker: CannedPickerState };

function Instead({ picker }: { picker: CannedPickerState }) {
  const { t } = useTranslation();
  const { query, found } = picker;
  if (query.isPending) return <Skeleton className="m-3 h-4 w-1/2" />;
  if (query.isError) {
    return (
      <p role="alert" className="flex items-center gap-3 p-3 text-ink-2">
        {t("composer.canned_failed")}
        <Button size="sm" onClick={() => void query.refetch()}>
          {t("action.retry")}
        </Button>
      </p>
    );
  }
  if (found.length > 0) return null;
  return (
    <p className="p-3 text-ink-2">{query.data.length === 0 ? t("composer.canned_none") : t("composer.canned_empty")}</p>
  );
}

export function CannedList({ id, picker }: Props) {
  const { t } = useTranslation();
  if (!picker.open) return null;
  return (
    <div className="absolute inset-x-0 bottom-full z-20 mb-2 animate-pop overflow-hidden rounded-xl bg-raised shadow-pop">
      <Instead picker={picker} />
      <div id={id} role="listbox" aria-label={t("composer.canned")} className="max-h-64 overflow-y-auto p-1.5">
        {picker.found.map((reply, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the textarea keeps focus and its keys choose.
          <div
            key={reply.id}
            id={`${id}-${reply.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === picker.marked}
            ref={(element) => {
              if (index === picker.marked) element?.scrollIntoView({ block: "nearest" });
            }}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => picker.insert(reply)}
            className={cx(
              "cursor-pointer rounded-lg px-2.5 py-2",
              index === picker.marked ? "bg-hover" : "hover:bg-hover",
            )}
          >
            <span className="flex items-baseline gap-2">
              <span className="font-medium text-brand-ink">/{reply.shortcut}</span>
              <span className="truncate font-medium">{reply.title}</span>
            </span>
            <span className="line-clamp-1 text-ink-2 text-xs">{reply.text}</span>
          </div>
        ))}
      </div>
      {picker.found.length > 0 && (
        <p className="border-line border-t px-4 py-1.5 text-ink-3 text-xs">{t("composer.canned_hint")}</p>
      )}
    </div>
  );
}
