// The acts of a conversation: the likely one as a button, the others in a menu where the room is small.
import { ArrowRightLeft, CircleCheck, EllipsisVertical, Hand, RotateCcw, ShieldAlert, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { onDemand } from "@/components/ui/on-demand";
import type { SessionSummary } from "@/lib/protocol";
import { useShortcut } from "@/lib/shortcuts";
import type { Acts } from "./use-acts";

const Confirm = onDemand(() => import("@/components/ui/confirm").then((module) => module.Confirm));
const TransferDialog = onDemand(() => import("./transfer-dialog").then((module) => module.TransferDialog));

type Asking = "transfer" | "end" | "takeover" | null;
type Props = { summary: SessionSummary; acts: Acts };

export function ActBar({ summary, acts }: Props) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Asking>(null);
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
          <Button onClick={() => setAsking("transfer")} className="hidden lg:inline-flex">
            <ArrowRightLeft size={16} aria-hidden="true" />
            {t("conversation.transfer")}
          </Button>
          <Button onClick={() => setAsking("end")} className="hidden sm:inline-flex">
            <CircleCheck size={16} aria-hidden="true" />
            {t("conversation.end")}
          </Button>
          <Menu
            trigger={
              <IconButton label={t("action.more")}>
                <EllipsisVertical size={18} />
              </IconButton>
            }
          >
            <MenuItem icon={<ArrowRightLeft size={16} />} onSelect={() => setAsking("transfer")}>
              {t("conversation.transfer")}
            </MenuItem>
            <MenuItem icon={<Undo2 size={16} />} onSelect={() => void acts.release()}>
              {t("conversation.release")}
            </MenuItem>
            <MenuItem icon={<CircleCheck size={16} />} onSelect={() => setAsking("end")}>
              {t("conversation.end")}
            </MenuItem>
          </Menu>
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
