// The foot of a conversation: composer, bystander's view or a notice, by who holds the lock.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/class-names";
import { useDraft, useLoss } from "@/lib/live/use-desk";
import type { SessionSummary } from "@/lib/protocol";
import { Bystander } from "./bystander";
import { Composer, type Mode } from "./composer";
import { LossNotice } from "./loss-notice";
import type { Acts } from "./use-acts";

type Props = { summary: SessionSummary; acts: Acts };

function Modes({ mode, onMode }: { mode: Mode; onMode: (mode: Mode) => void }) {
  const { t } = useTranslation();
  return (
    <div className="flex gap-1">
      {(["reply", "note"] as const).map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === mode}
          onClick={() => onMode(one)}
          className={cx(
            "h-7 rounded-md px-2.5 font-medium text-xs transition-colors duration-150",
            one !== mode && "text-ink-2 hover:bg-hover hover:text-ink",
            one === mode && (one === "note" ? "bg-note text-note-ink" : "bg-sunken text-ink"),
          )}
        >
          {t(`composer.${one}`)}
        </button>
      ))}
    </div>
  );
}

export function DeskFoot({ summary, acts }: Props) {
  const [mode, setMode] = useState<Mode>("reply");
  const loss = useLoss(summary.id);
  const draft = useDraft(summary.id);
  const closed = summary.status === "closed";
  const keepsText = loss !== undefined && draft !== "";
  const shownMode = closed ? "reply" : mode;
  return (
    <footer className="border-line border-t bg-surface px-3 pt-2 pb-[max(12px,env(safe-area-inset-bottom))] sm:px-5">
      <div className="mx-auto flex max-w-[760px] flex-col gap-2">
        <LossNotice id={summary.id} />
        {!closed && <Modes mode={mode} onMode={setMode} />}
        {shownMode === "reply" && !acts.mine && (!keepsText || acts.canClaim) && (
          <Bystander summary={summary} acts={acts} />
        )}
        {(shownMode === "note" || acts.mine || keepsText) && (
          <Composer
            key={`${summary.id}-${shownMode}`}
            summary={summary}
            mode={shownMode}
            mayWrite={shownMode === "note" || acts.mine}
          />
        )}
      </div>
    </footer>
  );
}
