// What an agent may decide about a conversation, carried out with a word about how it went.
import { useTranslation } from "react-i18next";
import { announce } from "@/components/ui/announce";
import { isMine } from "@/lib/live/sessions";
import { useDesk, useMe } from "@/lib/live/use-desk";
import type { Holder, SessionSummary, WireError } from "@/lib/protocol";

export function useActs(summary: SessionSummary) {
  const { t } = useTranslation();
  const desk = useDesk();
  const me = useMe();
  const { id } = summary;

  async function tell(answer: Promise<WireError | null>, done?: string): Promise<boolean> {
    const error = await answer;
    if (error?.code === "lock_held" && error.holder)
      announce(t("conversation.acts.claimed_by_other", { name: error.holder.name }), true);
    else if (error) announce(error.message || t("conversation.acts.unsent"), true);
    else if (done) announce(done);
    return error === null;
  }

  const mine = isMine(summary, me?.id);
  const isLead = me?.role === "lead" || me?.role === "admin";
  return {
    mine,
    canClaim: summary.status === "waiting",
    canTakeOver: isLead && summary.status === "active" && !mine,
    canReopen: summary.status === "closed",
    claim: () => tell(desk.claim(id)),
    takeOver: () => tell(desk.takeover(id)),
    reopen: () => tell(desk.reopen(id)),
    release: () => tell(desk.release(id), t("conversation.acts.released")),
    close: () => tell(desk.close(id), t("conversation.acts.closed")),
    transfer: (agent: Pick<Holder, "id" | "name">) =>
      tell(desk.transfer(id, agent.id), t("conversation.acts.transferred", { name: agent.name })),
  };
}

export type Acts = ReturnType<typeof useActs>;
