// The agent's own face at the end of the rail, with whether new conversations come to them.
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "@/components/ui/avatar";
import { onDemand } from "@/components/ui/on-demand";
import type { Account } from "@/lib/access";
import { useLink, useMe } from "@/lib/live/use-desk";

const AccountMenu = onDemand(() => import("./account-menu").then((module) => module.AccountMenu));
const NotificationDialog = onDemand(() =>
  import("@/features/notifications/components/notification-dialog").then((module) => module.NotificationDialog),
);

type Props = { account: Account; onHelp: () => void };

export function AccountButton({ account, onHelp }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const status = useLink() === "online" && me ? me.status : "offline";
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [notifications, setNotifications] = useState(false);
  const { id, name, avatar } = account;
  return (
    <span className="relative inline-flex">
      <button
        ref={button}
        type="button"
        aria-label={`${t("account.menu", { name })} · ${t(`account.${status}`)}`}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(true)}
        className="rounded-full p-0.5 transition-opacity duration-150 hover:opacity-85"
      >
        <Avatar id={id} name={name} avatar={avatar} presence={status} />
      </button>
      <AccountMenu
        open={open}
        onOpenChange={setOpen}
        button={button}
        account={account}
        onHelp={onHelp}
        onNotifications={() => setNotifications(true)}
      />
      <NotificationDialog open={notifications} onOpenChange={setNotifications} />
    </span>
  );
}
