// Joins the history with the looks of the conversation, so that an old transcript reads like a live one.
import { useTranslation } from "react-i18next";
import { Route, Routes } from "react-router";
import { describe } from "@/features/conversation/api/describe";
import { timeline } from "@/features/conversation/api/timeline";
import { DayLine, QuietLine } from "@/features/conversation/components/lines";
import { Message } from "@/features/conversation/components/message";
import type { NameOf } from "@/features/history/components/archived-pane";
import { HistoryPage } from "@/features/history/components/history-page";
import "@/features/history/texts";
import type { Account } from "@/lib/access";
import { cx } from "@/lib/class-names";
import type { Event as DurableEvent } from "@/lib/protocol";

function Lines({ events, nameOf, me }: { events: DurableEvent[]; nameOf: NameOf; me: string }) {
  const { t } = useTranslation();
  return timeline(events, []).map((item) => {
    if (item.type === "day") return <DayLine key={item.key} at={item.at} />;
    if (item.type === "parcel") return null;
    const { event } = item;
    if (item.type === "line") {
      return <QuietLine key={item.key} at={event.ts ?? 0} text={describe(event, { t, me, nameOf })} />;
    }
    return (
      <div
        key={item.key}
        data-seq={event.seq}
        data-text
        className={cx("flex scroll-my-24 flex-col", item.opens ? "mt-4" : "mt-1")}
      >
        <Message event={event} opens={item.opens} closes={item.closes} me={me} ticks={undefined} />
      </div>
    );
  });
}

export default function History({ account }: { account: Account }) {
  return (
    <Routes>
      <Route
        path=":id?"
        element={
          <HistoryPage
            account={account}
            draw={(events, nameOf) => <Lines events={events} nameOf={nameOf} me={account.id} />}
          />
        }
      />
    </Routes>
  );
}
