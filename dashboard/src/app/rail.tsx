// The way between the pages that a role may see: at the side on a desk, at the bottom on a phone.
import { Inbox } from "lucide-react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { Logo } from "@/components/ui/logo";
import type { Account } from "@/lib/access";
import { cx } from "@/lib/class-names";
import { useOrders } from "@/lib/live/use-desk";
import { AccountButton } from "./account-button";
import { pagesFor } from "./pages";

type Props = { account: Account; onHelp: () => void };

export const railLink = (active: boolean): string =>
  cx(
    "flex min-w-0 flex-1 md:w-16 md:flex-none flex-col items-center gap-1 rounded-xl py-2 font-medium text-[11px] leading-none transition-colors duration-150",
    active ? "bg-brand-soft text-brand-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
  );

function WaitingDot() {
  const { t } = useTranslation();
  const count = useOrders().waiting.length;
  if (count === 0) return null;
  return (
    <span className="absolute -top-2 left-3 flex h-[18px] min-w-[18px] items-center justify-center rounded-full border-2 border-canvas bg-danger px-1 font-semibold text-[10px] text-canvas leading-none tabular-nums">
      <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{t("rail.waiting", { count })}</span>
    </span>
  );
}

export function Rail({ account, onHelp }: Props) {
  const { t } = useTranslation();
  return (
    <nav
      aria-label={t("rail.label")}
      className="flex shrink-0 items-center gap-1 border-line border-t bg-canvas px-2 py-1.5 pb-[max(6px,env(safe-area-inset-bottom))] md:w-20 md:flex-col md:gap-2 md:border-t-0 md:border-r md:px-0 md:py-4"
    >
      <Logo className="mb-4 hidden size-8 md:block" />
      <NavLink to="/inbox" className={({ isActive }) => railLink(isActive)}>
        <span className="relative">
          <Inbox size={20} aria-hidden="true" />
          <WaitingDot />
        </span>
        {t("rail.inbox")}
      </NavLink>
      {pagesFor(account.role).map(({ path, text, Icon }) => (
        <NavLink key={path} to={`/${path}`} className={({ isActive }) => railLink(isActive)}>
          <Icon size={20} aria-hidden="true" />
          {t(`rail.${text}`)}
        </NavLink>
      ))}
      <span className="hidden flex-1 md:block" />
      <AccountButton account={account} onHelp={onHelp} />
    </nav>
  );
}
