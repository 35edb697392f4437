// The agent's own corner: availability, notifications, looks, language, signing out.
import { Bell, Keyboard, LogOut, MonitorOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { announce } from "@/components/ui/announce";
import { Menu, MenuChoice, MenuItem, MenuLine, type MenuProps } from "@/components/ui/menu";
import { signOut } from "@/features/login/api/sign-in";
import type { Account } from "@/lib/access";
import { type Language, speak } from "@/lib/i18n";
import { useDesk, useMe } from "@/lib/live/use-desk";
import type { Availability } from "@/lib/protocol";
import { useRemembered } from "@/lib/remembered";
import { type Theme, theme } from "@/lib/theme";

type Props = MenuProps & { account: Account; onHelp: () => void; onNotifications: () => void };

const Dot = ({ online }: { online: boolean }) => (
  <span
    aria-hidden="true"
    className={online ? "size-2.5 rounded-full bg-emerald-500" : "size-2.5 rounded-full bg-amber-500"}
  />
);

function Status() {
  const { t } = useTranslation();
  const desk = useDesk();
  const me = useMe();
  async function choose(status: Availability) {
    const error = await desk.setAvailability(status);
    if (error) announce(error.message || t("conversation.acts.unsent"), true);
  }
  return (
    <MenuChoice
      label={t("account.status")}
      value={me?.status ?? "online"}
      onChoose={(status) => void choose(status)}
      choices={[
        { value: "online", label: [<Dot key="dot" online />, t("account.online")], hint: t("account.online_hint") },
        { value: "away", label: [<Dot key="dot" online={false} />, t("account.away")], hint: t("account.away_hint") },
      ]}
    />
  );
}

function Looks() {
  const { t, i18n } = useTranslation();
  return (
    <>
      <MenuChoice<Theme>
        label={t("account.theme")}
        value={useRemembered(theme)}
        onChoose={theme.set}
        choices={(["system", "light", "dark"] as const).map((value) => ({ value, label: t(`account.theme_${value}`) }))}
      />
      <MenuLine />
      <MenuChoice<Language>
        label={t("account.language")}
        value={i18n.language === "en" ? "en" : "vi"}
        onChoose={(language) => void speak(language)}
        choices={[
          { value: "vi", label: "Tiếng Việt" },
          { value: "en", label: "English" },
        ]}
      />
    </>
  );
}

export function AccountMenu({ account, onHelp, onNotifications, ...menu }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Menu side="right" {...menu}>
      <div className="px-2.5 pt-1.5 pb-1">
        <p className="truncate font-semibold">{account.name}</p>
        <p className="truncate text-ink-3 text-xs">
          {t(`account.role.${account.role}`)}
          {me && ` · ${t("account.load", { load: me.load, capacity: me.capacity })}`}
        </p>
      </div>
      <MenuLine />
      <Status />
      <MenuLine />
      <MenuItem icon={<Bell size={16} />} onSelect={onNotifications}>
        {t("account.notifications")}
      </MenuItem>
      <MenuItem icon={<Keyboard size={16} />} onSelect={onHelp}>
        {t("account.shortcuts")}
      </MenuItem>
      <MenuLine />
      <Looks />
      <MenuLine />
      <MenuItem icon={<LogOut size={16} />} onSelect={() => void signOut(false)}>
        {t("account.sign_out")}
      </MenuItem>
      <MenuItem icon={<MonitorOff size={16} />} onSelect={() => void signOut(true)}>
        {t("account.sign_out_all")}
      </MenuItem>
    </Menu>
  );
}
