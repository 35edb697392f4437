// The head of a conversation: the visitor, who answers, and what may be done.
import { ArrowLeft, PanelRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Avatar } from "@/components/ui/avatar";
import { IconButton } from "@/components/ui/icon-button";
import type { SessionSummary } from "@/lib/protocol";
import { ActBar } from "./act-bar";
import { HolderLine } from "./holder-line";
import type { Acts } from "./use-acts";

type Props = { summary: SessionSummary; acts: Acts; back: string; detailsOpen: boolean; onDetails: () => void };

export function Header({ summary, acts, back, detailsOpen, onDetails }: Props) {
  const { t } = useTranslation();
  const { visitor } = summary;
  return (
    <header className="flex items-center gap-3 border-line border-b bg-surface px-3 py-3 sm:px-5">
      <Link
        to={back}
        aria-label={t("conversation.back")}
        className="flex size-9 shrink-0 items-center justify-center rounded-lg text-ink-2 hover:bg-hover md:hidden"
      >
        <ArrowLeft size={20} />
      </Link>
      <span className="hidden sm:block">
        <Avatar id={visitor.id} name={visitor.name} presence={summary.visitor_online ? "online" : "offline"} />
      </span>
      <div className="min-w-0 flex-1">
        <h2 className="truncate font-semibold text-lg leading-6 tracking-tight">
          {visitor.name}
          <span className="sr-only">
            {" · "}
            {summary.visitor_online ? t("conversation.visitor_online") : t("conversation.visitor_offline")}
          </span>
        </h2>
        <HolderLine summary={summary} mine={acts.mine} />
      </div>
      <ActBar summary={summary} acts={acts} />
      <IconButton
        label={t("conversation.details")}
        aria-pressed={detailsOpen}
        onClick={onDetails}
        className={detailsOpen ? "bg-hover text-ink" : ""}
      >
        <PanelRight size={18} />
      </IconButton>
    </header>
  );
}
