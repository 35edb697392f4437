// The shape of something said: the visitor's on the left, the agents' on the right, a note unlike either.
import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/class-names";

type Voice = "visitor" | "agent" | "note";
type Props = {
  voice: Voice;
  author?: string | null;
  opens: boolean;
  foot?: ReactNode;
  children: ReactNode;
};

const LOOKS: Record<Voice, string> = {
  visitor: "bg-sunken text-ink",
  agent: "bg-brand-soft text-ink",
  note: "border border-note-line border-dashed bg-note text-note-ink",
};

export function Bubble({ voice, author, opens, foot, children }: Props) {
  const { t } = useTranslation();
  const right = voice !== "visitor";
  return (
    <div className={cx("flex min-w-0 max-w-[min(78%,560px)] flex-col", right ? "items-end self-end" : "items-start")}>
      {opens && author && (
        <span className="mb-1 flex items-center gap-1.5 px-1 text-ink-3 text-xs">
          {voice === "note" && <Lock size={12} aria-hidden="true" />}
          {voice === "note" ? `${t("message.note")} · ${author}` : author}
        </span>
      )}
      <div className={cx("max-w-full rounded-xl px-3.5 py-2 leading-[21px]", LOOKS[voice])}>{children}</div>
      {foot && <div className="mt-1 flex flex-wrap items-center gap-x-2 px-1 text-ink-3 text-xs">{foot}</div>}
    </div>
  );
}
