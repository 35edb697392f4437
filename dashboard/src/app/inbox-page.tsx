// The three panes side by side; on a phone one of them at a time.
import { MessagesSquare } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useNavigate, useParams } from "react-router";
import { onDemand } from "@/components/ui/on-demand";
import { PaneState } from "@/components/ui/state";
import { InboxList } from "@/features/inbox/components/inbox-list";
import { cx } from "@/lib/class-names";
import { neighbour, VIEWS, type View } from "@/lib/live/order";
import { useDesk } from "@/lib/live/use-desk";
import { remembered, useRemembered } from "@/lib/remembered";
import { useShortcut } from "@/lib/shortcuts";
import { useMedia } from "@/lib/use-media";

// The list is what an agent sees first; the panes beside it come while it is being read.
const ConversationPane = onDemand(() =>
  import("@/features/conversation/components/conversation-pane").then((module) => module.ConversationPane),
);
const DetailsPane = onDemand(() =>
  import("@/features/details/components/details-pane").then((module) => module.DetailsPane),
);
const detailsWanted = remembered("details", true);
const isView = (view: string | undefined): view is View => VIEWS.includes(view as View);

function useDetails(id: string | undefined) {
  const wide = useMedia("(min-width: 1200px)");
  const wanted = useRemembered(detailsWanted);
  const [over, setOver] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation begins with its messages, not its details.
  useEffect(() => setOver(false), [id, wide]);
  return wide ? { wide, open: wanted, set: detailsWanted.set } : { wide, open: over, set: setOver };
}

function NothingOpen() {
  const { t } = useTranslation();
  return <PaneState icon={<MessagesSquare size={22} />} title={t("inbox.pick")} hint={t("inbox.pick_hint")} />;
}

export function InboxPage() {
  const { view, id } = useParams();
  const desk = useDesk();
  const navigate = useNavigate();
  const details = useDetails(id);

  function move(step: 1 | -1) {
    const next = isView(view) ? neighbour(desk.inbox.orders[view], id, step) : undefined;
    if (next) navigate(`/inbox/${view}/${next}`);
  }
  useShortcut("j", () => move(1));
  useShortcut("k", () => move(-1));

  if (!isView(view)) return <Navigate to="/inbox/waiting" replace />;
  const back = `/inbox/${view}`;
  const detailsShown = id !== undefined && details.open;
  const overlay = detailsShown && !details.wide;
  return (
    <div className="flex h-full min-h-0">
      <div className={cx("w-full shrink-0 border-line md:w-[304px] md:border-r lg:w-[348px]", id && "hidden md:block")}>
        <InboxList view={view} current={id} />
      </div>
      <div className={cx("relative min-w-0 flex-1", !id && "hidden md:block")}>
        {!id && <NothingOpen />}
        <ConversationPane
          key={id}
          open={id !== undefined}
          id={id ?? ""}
          back={back}
          detailsOpen={details.open}
          onDetails={() => details.set(!details.open)}
        />
      </div>
      <div
        hidden={!detailsShown}
        className={cx(
          "border-line bg-surface",
          overlay
            ? "fixed inset-0 z-30 animate-fade sm:left-auto sm:w-[360px] sm:border-l sm:shadow-pop"
            : "w-[328px] shrink-0 border-l",
        )}
      >
        <DetailsPane
          open={detailsShown}
          id={id ?? ""}
          onClose={() => details.set(false)}
          hrefOf={(other) => `${back}/${other}`}
        />
      </div>
    </div>
  );
}
