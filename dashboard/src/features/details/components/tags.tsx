// The conversation's tags, added by typing and removed by a click.
import { Plus, X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "@/components/ui/announce";
import { useDesk } from "@/lib/live/use-desk";
import type { SessionSummary } from "@/lib/protocol";

const TAG_MAX = 40;

export function Tags({ summary }: { summary: SessionSummary }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const [adding, setAdding] = useState(false);

  async function save(tags: string[]) {
    const error = await desk.tag(summary.id, tags);
    if (error) announce(error.message || t("conversation.acts.unsent"), true);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") setAdding(false);
    if (event.key !== "Enter") return;
    event.preventDefault();
    const tag = event.currentTarget.value.trim();
    event.currentTarget.value = "";
    if (tag && !summary.tags.includes(tag)) void save([...summary.tags, tag]);
  }

  return (
    <ul className="flex flex-wrap gap-1.5">
      {summary.tags.map((tag) => (
        <li key={tag} className="flex h-7 max-w-full items-center rounded-md bg-sunken pl-2.5 text-[13px]">
          <span className="truncate">{tag}</span>
          <button
            type="button"
            aria-label={t("details.tag_remove", { tag })}
            onClick={() => void save(summary.tags.filter((other) => other !== tag))}
            className="flex size-7 items-center justify-center rounded-md text-ink-3 hover:text-ink"
          >
            <X size={14} />
          </button>
        </li>
      ))}
      <li>
        {adding ? (
          <input
            // biome-ignore lint/a11y/noAutofocus: the agent has just asked for this field.
            autoFocus
            maxLength={TAG_MAX}
            aria-label={t("details.tag_add")}
            placeholder={t("details.tag_placeholder")}
            onKeyDown={onKeyDown}
            onBlur={() => setAdding(false)}
            className="h-7 w-40 rounded-md border border-line-strong bg-surface px-2 text-[13px]"
          />
        ) : (
          <button
            type="button"
            onClick={() => setAdding(true)}
            className="flex h-7 items-center gap-1 rounded-md border border-line-strong border-dashed px-2 text-[13px] text-ink-2 hover:bg-hover hover:text-ink"
          >
            <Plus size={14} aria-hidden="true" />
            {t("details.tag_add")}
          </button>
        )}
      </li>
    </ul>
  );
}
