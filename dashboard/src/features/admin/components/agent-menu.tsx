// What an admin may do with an account: change, give a new password, disable, remove.
import { Ellipsis, KeyRound, Pencil, Trash2, UserCheck, UserX } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "@/components/ui/announce";
import { Confirm } from "@/components/ui/confirm";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { ApiError } from "@/lib/http";
import type { Agent } from "@/lib/staff";
import { useRemoveAgent, useSaveAgent } from "../api/team";
import { PasswordDialog } from "./password-dialog";

type Question = "disable" | "remove" | "password";
type Props = { agent: Agent; self: boolean; onEdit: () => void };

export function AgentMenu({ agent, self, onEdit }: Props) {
  const { t } = useTranslation("admin");
  const { t: shared } = useTranslation();
  const saving = useSaveAgent(agent.id);
  const removing = useRemoveAgent();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const { name } = agent;

  const done = (act: Promise<unknown>, news: string) =>
    act.then(
      () => announce(news),
      (error) => announce(error instanceof ApiError ? error.message : shared("error.unreachable"), true),
    );
  const activate = (active: boolean) =>
    done(saving.mutateAsync({ active }), t(active ? "agents.enabled_done" : "agents.disabled_done", { name }));

  return (
    <span className="relative inline-flex">
      <IconButton
        ref={button}
        label={t("agents.acts_of", { name })}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <Ellipsis size={18} />
      </IconButton>
      <Menu open={open} onOpenChange={setOpen} button={button}>
        <MenuItem icon={<Pencil size={16} />} onSelect={onEdit}>
          {t("agents.edit")}
        </MenuItem>
        <MenuItem icon={<KeyRound size={16} />} onSelect={() => setQuestion("password")}>
          {t("agents.reset")}
        </MenuItem>
        {!self && <MenuLine />}
        {!self && agent.active && (
          <MenuItem icon={<UserX size={16} />} onSelect={() => setQuestion("disable")}>
            {t("agents.disable")}
          </MenuItem>
        )}
        {!self && !agent.active && (
          <MenuItem icon={<UserCheck size={16} />} onSelect={() => void activate(true)}>
            {t("agents.enable")}
          </MenuItem>
        )}
        {!self && (
          <MenuItem danger icon={<Trash2 size={16} />} onSelect={() => setQuestion("remove")}>
            {t("agents.remove")}
          </MenuItem>
        )}
      </Menu>
      {question === "password" && <PasswordDialog agent={agent} onClose={() => setQuestion(null)} />}
      {(question === "disable" || question === "remove") && (
        <Confirm
          open
          danger
          onOpenChange={(still) => !still && setQuestion(null)}
          title={t(`agents.${question}_title`, { name })}
          hint={t(`agents.${question}_hint`)}
          action={t(`agents.${question}_action`)}
          onConfirm={() =>
            question === "disable"
              ? activate(false)
              : done(removing.mutateAsync(agent.id), t("agents.removed", { name }))
          }
        />
      )}
    </span>
  );
}
