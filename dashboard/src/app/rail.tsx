// The way between the pages that a role may see: at the side on a desk, at the bottom on a phone.
import { Inbox } from "lucide-react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { Logo } from "@/components/ui/logo";
import { Tip } from "@/components/ui/tip";
import { cx } from "@/lib/class-names";
import type { Account } from "@/lib/access";
import { useOrders } from "@/lib/live/use-desk";
import { AccountMenu } from "./account-menu";

type Props = { account: Account; onHelp: () => void };

export const railLink = (active: boolean): string =>
  cx(
    "relative flex size-11 items-center justify-center rounded-xl transition-colors duration-150",
    active ? "bg-brand-soft text-brand-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
  );

function WaitingDot() {
  const { t } = useTranslation();
  const count = useOrders().waiting.length;
  if (count === 0) return null;
  return (
    <span className="absolute -top-0.5 -right-0.5 flex h-[18px] min-w-[18px] items-center justify-center rounded-full border-2 border-canvas bg-danger px-1 font-semibold text-[10px] text-canvas leading-none tabular-nums">
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
      className="flex shrink-0 items-center gap-2 border-line border-t bg-canvas px-4 py-1.5 pb-[max(6px,env(safe-area-inset-bottom))] md:w-16 md:flex-col md:border-t-0 md:border-r md:px-0 md:py-4"
    >
      <Logo className="mb-4 hidden size-8 md:block" />
      <Tip label={t("rail.inbox")} side="right">
        <NavLink to="/inbox" className={({ isActive }) => railLink(isActive)} aria-label={t("rail.inbox")}>
          <Inbox size={20} aria-hidden="true" />
          <WaitingDot />
        </NavLink>
      </Tip>
      <span className="flex-1" />
      <AccountMenu account={account} onHelp={onHelp} />
    </nav>
  );
}
