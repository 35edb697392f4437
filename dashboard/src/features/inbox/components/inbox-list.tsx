// The left pane: the three views with their counts, and the list of the chosen one in whatever state it is.
import { Coffee, Inbox, MessagesSquare } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { PaneState, Skeleton } from "@/components/ui/state";
import { cx } from "@/lib/class-names";
import { VIEWS, type View } from "@/lib/live/order";
import { useInboxReady, useMe, useOrder, useOrders } from "@/lib/live/use-desk";
import { List } from "./list";

type Props = { view: View; current: string | undefined };

function Views({ view, current }: Props) {
  const { t } = useTranslation();
  const orders = useOrders();
  return (
    <nav aria-label={t("inbox.views")} className="flex gap-1 px-3 pb-2">
      {VIEWS.map((one) => (
        <Link
          key={one}
          to={current ? `/inbox/${one}/${current}` : `/inbox/${one}`}
          {...(one === view ? { "aria-current": "page" } : {})}
          className={cx(
            "flex h-8 items-center gap-1.5 whitespace-nowrap rounded-lg px-2.5 font-medium text-[13px] transition-colors duration-150",
            one === view ? "bg-sunken text-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
          )}
        >
          {t(`inbox.view.${one}`)}
          <span
            className={cx(
              "text-xs tabular-nums",
              one === "waiting" && orders.waiting.length > 0
                ? "rounded-full bg-wait-soft px-1.5 font-semibold text-wait"
                : "text-ink-3",
            )}
          >
            {orders[one].length}
          </span>
        </Link>
      ))}
    </nav>
  );
}

const ICONS = { waiting: <Coffee size={22} />, mine: <MessagesSquare size={22} />, all: <Inbox size={22} /> };

function Nothing({ view }: { view: View }) {
  const { t } = useTranslation();
  const me = useMe();
  const away = view === "mine" && me?.status === "away";
  return (
    <PaneState
      icon={ICONS[view]}
      title={t(`inbox.empty.${view}`)}
      hint={away ? t("inbox.empty.mine_away") : t(`inbox.empty.${view}_hint`)}
    />
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div className="flex-1 space-y-1 px-2 pt-2" role="status">
      <span className="sr-only">{t("app.loading")}</span>
      {["a", "b", "c", "d", "e", "f"].map((row) => (
        <div key={row} className="flex h-[88px] gap-3 px-3 py-3">
          <Skeleton className="size-10 rounded-full" />
          <div className="flex-1 space-y-2.5 pt-1">
            <Skeleton className="h-3 w-1/2" />
            <Skeleton className="h-3 w-4/5" />
            <Skeleton className="h-3 w-1/3" />
          </div>
        </div>
      ))}
    </div>
  );
}

export function InboxList({ view, current }: Props) {
  const { t } = useTranslation();
  const ready = useInboxReady();
  const ids = useOrder(view);
  return (
    <div className="flex h-full min-h-0 flex-col bg-surface">
      <h1 className="px-5 pt-5 pb-3 font-semibold text-xl tracking-tight">{t("inbox.title")}</h1>
      <Views view={view} current={current} />
      {!ready ? (
        <Loading />
      ) : ids.length === 0 ? (
        <Nothing view={view} />
      ) : (
        <List key={view} {...{ view, ids, current }} />
      )}
    </div>
  );
}
