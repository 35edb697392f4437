// The acts of a conversation: the likely one as a button, the others in a menu where the room is small.
import { ArrowRightLeft, CircleCheck, EllipsisVertical, Hand, RotateCcw, ShieldAlert } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { onDemand } from "@/components/ui/on-demand";
import type { SessionSummary } from "@/lib/protocol";
import { useShortcut } from "@/lib/shortcuts";
import type { Acts } from "./use-acts";

const ActMenu = onDemand(() => import("./act-menu").then((module) => module.ActMenu));
const Confirm = onDemand(() => import("@/components/ui/confirm").then((module) => module.Confirm));
const TransferDialog = onDemand(() => import("./transfer-dialog").then((module) => module.TransferDialog));

type Asking = "transfer" | "end" | "takeover" | null;
type Props = { summary: SessionSummary; acts: Acts };

export function ActBar({ summary, acts }: Props) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Asking>(null);
  const [menu, setMenu] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const ask = (what: Asking) => (open: boolean) => setAsking(open ? what : null);
  useShortcut("c", acts.canClaim ? () => void acts.claim() : null);
  useShortcut("e", acts.mine ? () => setAsking("end") : null);

  return (
    <div className="flex shrink-0 items-center gap-2">
      {acts.canClaim && (
        <Button look="primary" onClick={acts.claim}>
          <Hand size={16} aria-hidden="true" />
          <span className="hidden lg:inline">{t("conversation.claim")}</span>
          <span className="lg:hidden">{t("conversation.claim_short")}</span>
        </Button>
      )}
      {acts.canTakeOver && (
        <Button onClick={() => setAsking("takeover")}>
          <ShieldAlert size={16} aria-hidden="true" />
          {t("conversation.takeover")}
        </Button>
      )}
      {acts.canReopen && (
        <Button onClick={acts.reopen}>
          <RotateCcw size={16} aria-hidden="true" />
          {t("conversation.reopen")}
        </Button>
      )}
      {acts.mine && (
        <>
          <Button onClick={() => setAsking("transfer")} className="max-xl:hidden">
            <ArrowRightLeft size={16} aria-hidden="true" />
            {t("conversation.transfer")}
          </Button>
          <Button onClick={() => setAsking("end")} className="max-lg:hidden">
            <CircleCheck size={16} aria-hidden="true" />
            {t("conversation.end")}
          </Button>
          <span className="relative inline-flex">
            <IconButton
              ref={more}
              label={t("action.more")}
              aria-haspopup="menu"
              aria-expanded={menu}
              onClick={() => setMenu(true)}
            >
              <EllipsisVertical size={18} />
            </IconButton>
            <ActMenu
              open={menu}
              onOpenChange={setMenu}
              button={more}
              onTransfer={() => setAsking("transfer")}
              onRelease={() => void acts.release()}
              onEnd={() => setAsking("end")}
            />
          </span>
        </>
      )}
      <TransferDialog open={asking === "transfer"} onOpenChange={ask("transfer")} onChoose={acts.transfer} />
      <Confirm
        open={asking === "end"}
        onOpenChange={ask("end")}
        title={t("conversation.end_title")}
        hint={t("conversation.end_hint", { name: summary.visitor.name })}
        action={t("conversation.end")}
        onConfirm={acts.close}
      />
      <Confirm
        open={asking === "takeover"}
        onOpenChange={ask("takeover")}
        title={t("conversation.takeover_title")}
        hint={t("conversation.takeover_hint", { name: summary.holder?.name ?? "" })}
        action={t("conversation.takeover")}
        danger
        onConfirm={acts.takeOver}
      />
    </div>
  );
}
