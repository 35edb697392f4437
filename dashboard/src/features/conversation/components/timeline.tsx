// The transcript: everything that was said and done, in order, live at its end and loading upwards.
import { ArrowDown } from "lucide-react";
import { useCallback, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { useAttention } from "@/lib/attention";
import { cx } from "@/lib/class-names";
import { firstSeq, reachesStart } from "@/lib/live/log";
import type { Transcript } from "@/lib/live/transcripts";
import { useAgents, useDesk, useMe, useOutbox } from "@/lib/live/use-desk";
import type { SessionSummary } from "@/lib/protocol";
import { describe } from "../api/describe";
import { type Item, timeline } from "../api/timeline";
import { DayLine, Older, QuietLine } from "./lines";
import { Message } from "./message";
import { TypingLine } from "./typing-line";
import { Unsent } from "./unsent";
import { useScroll } from "./use-scroll";

type Props = { summary: SessionSummary; transcript: Transcript };

function lastOfAgents(items: Item[]): string | undefined {
  return items.findLast(
    (item) => item.type === "message" && item.event.kind === "message" && item.event.author?.type === "agent",
  )?.key;
}

export function Timeline({ summary, transcript }: Props) {
  const { t } = useTranslation();
  const desk = useDesk();
  const me = useMe()?.id;
  const agents = useAgents();
  const outbox = useOutbox();
  const attention = useAttention();
  const { id } = summary;
  const { events } = transcript.log;
  const items = useMemo(
    () =>
      timeline(
        events,
        outbox.filter((parcel) => parcel.sessionId === id),
      ),
    [events, outbox, id],
  );
  const ticked = useMemo(() => lastOfAgents(items), [items]);
  const loadOlder = useCallback(() => void desk.transcripts.loadOlder(id), [desk, id]);
  const { box, atEnd, onScroll, toEnd } = useScroll(id, firstSeq(transcript.log), items, loadOlder);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new event may be one that has now been read.
  useEffect(() => {
    if (attention && atEnd) desk.transcripts.reportRead(id);
  }, [attention, atEnd, id, events, summary.holder?.id, desk]);

  const teller = { t, me, nameOf: (agent: string) => agents.get(agent)?.name };
  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={box}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        aria-label={t("conversation.log", { name: summary.visitor.name })}
        className="h-full overflow-y-auto overscroll-contain px-4 py-4 outline-offset-[-2px] [overflow-anchor:none] sm:px-6"
      >
        <div role="log" aria-live="polite" className="mx-auto flex min-h-full max-w-[760px] flex-col justify-end">
          <Older state={transcript.older} atStart={reachesStart(transcript.log)} onRetry={loadOlder} />
          {items.map((item) => {
            if (item.type === "day") return <DayLine key={item.key} at={item.at} />;
            if (item.type === "line") {
              return <QuietLine key={item.key} at={item.event.ts ?? 0} text={describe(item.event, teller)} />;
            }
            return (
              <div
                key={item.key}
                className={cx("flex flex-col", item.type === "parcel" || !item.opens ? "mt-1" : "mt-4")}
              >
                {item.type === "parcel" ? (
                  <Unsent parcel={item.parcel} />
                ) : (
                  <Message {...item} me={me} ticks={item.key === ticked ? summary.seen.visitor : undefined} />
                )}
              </div>
            );
          })}
          <TypingLine id={id} />
        </div>
      </section>
      {!atEnd && (
        <Button
          size="sm"
          onClick={toEnd}
          className="absolute bottom-3 left-1/2 -translate-x-1/2 animate-rise rounded-full shadow-pop"
        >
          <ArrowDown size={14} aria-hidden="true" />
          {summary.unread > 0 ? t("conversation.new_messages") : t("conversation.to_end")}
        </Button>
      )}
    </div>
  );
}
