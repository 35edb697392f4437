// Chooses who continues a conversation, by who is there and how much they have in hand.
import { Search, UserX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "@/components/ui/avatar";
import { Dialog } from "@/components/ui/dialog";
import { PaneState } from "@/components/ui/state";
import { cx } from "@/lib/class-names";
import { fold } from "@/lib/fold";
import { useAgents, useMe } from "@/lib/live/use-desk";
import type { AgentCard } from "@/lib/protocol";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onChoose: (agent: AgentCard) => Promise<boolean>;
};

const SEARCH_FROM = 6;

function byRoom(a: AgentCard, b: AgentCard): number {
  return Number(a.status === "away") - Number(b.status === "away") || a.load / a.capacity - b.load / b.capacity;
}

function Load({ agent }: { agent: AgentCard }) {
  const { t } = useTranslation();
  const share = Math.min(1, agent.load / Math.max(1, agent.capacity));
  return (
    <span className="mt-1 flex items-center gap-2 text-ink-3 text-xs">
      <span aria-hidden="true" className="h-1.5 w-16 overflow-hidden rounded-full bg-line">
        <span
          className={cx("block h-full rounded-full", share >= 1 ? "bg-danger" : "bg-brand")}
          style={{ width: `${share * 100}%` }}
        />
      </span>
      {t("transfer.load", { load: agent.load, capacity: agent.capacity })}
      {agent.status === "away" && ` · ${t("transfer.away")}`}
    </span>
  );
}

function Candidates({ onOpenChange, onChoose }: Omit<Props, "open">) {
  const { t } = useTranslation();
  const me = useMe();
  const agents = useAgents();
  const [search, setSearch] = useState("");
  const [busy, setBusy] = useState(false);
  const online = [...agents.values()].filter((agent) => agent.online && agent.id !== me?.id).sort(byRoom);
  const found = online.filter((agent) => fold(agent.name).includes(fold(search.trim())));

  async function choose(agent: AgentCard) {
    setBusy(true);
    const done = await onChoose(agent);
    setBusy(false);
    if (done) onOpenChange(false);
  }

  if (online.length === 0) return <PaneState icon={<UserX size={22} />} title={t("transfer.nobody")} />;
  return (
    <>
      {online.length > SEARCH_FROM && (
        <label className="mb-3 flex h-10 items-center gap-2 rounded-lg border border-line-strong px-3">
          <Search size={16} aria-hidden="true" className="text-ink-3" />
          <span className="sr-only">{t("transfer.search")}</span>
          <input
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            placeholder={t("transfer.search")}
            className="min-w-0 flex-1 bg-transparent outline-none"
          />
        </label>
      )}
      {found.length === 0 && <p className="py-6 text-center text-ink-2">{t("transfer.no_match")}</p>}
      <ul className="-mx-2 space-y-0.5">
        {found.map((agent) => (
          <li key={agent.id}>
            <button
              type="button"
              disabled={busy}
              onClick={() => void choose(agent)}
              className="flex w-full items-center gap-3 rounded-lg px-2 py-2 text-left hover:bg-hover disabled:opacity-50"
            >
              <Avatar id={agent.id} name={agent.name} avatar={agent.avatar} presence={agent.status} />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{agent.name}</span>
                <Load agent={agent} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

export function TransferDialog({ open, ...rest }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog open={open} onOpenChange={rest.onOpenChange} title={t("transfer.title")} hint={t("transfer.hint")}>
      <Candidates {...rest} />
    </Dialog>
  );
}
