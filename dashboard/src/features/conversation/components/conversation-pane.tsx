// One conversation in the middle: head, transcript and foot, or why it can't be shown.
import { CircleAlert, LockKeyhole, SearchX } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { PaneState } from "@/components/ui/state";
import { useDesk, useOutbox, useSession, useTranscript } from "@/lib/live/use-desk";
import type { SessionSummary, WireError } from "@/lib/protocol";
import { DeskFoot } from "./desk-foot";
import { Header } from "./header";
import { LoadingTranscript } from "./lines";
import { Timeline } from "./timeline";
import { useActs } from "./use-acts";

type Props = { open: boolean; id: string; back: string; detailsOpen: boolean; onDetails: () => void };

function Failure({ error, onRetry }: { error: WireError | null; onRetry: () => void }) {
  const { t } = useTranslation();
  if (error?.code === "forbidden") {
    return (
      <PaneState
        icon={<LockKeyhole size={22} />}
        title={t("conversation.forbidden")}
        hint={t("conversation.forbidden_hint")}
      />
    );
  }
  if (error?.code === "not_found" || error?.code === "invalid") {
    return (
      <PaneState icon={<SearchX size={22} />} title={t("conversation.missing")} hint={t("conversation.missing_hint")} />
    );
  }
  const again = <Button onClick={onRetry}>{t("action.retry")}</Button>;
  return (
    <PaneState
      alert
      icon={<CircleAlert size={22} />}
      title={t("conversation.failed")}
      hint={error?.message}
      action={again}
    />
  );
}

function Open({ summary, ...rest }: Omit<Props, "open" | "id"> & { summary: SessionSummary }) {
  const { t } = useTranslation();
  const acts = useActs(summary);
  const transcript = useTranscript(summary.id);
  // What was written before the transcript came (a network that went in between) must not be out of sight.
  const wrote = useOutbox().some((parcel) => parcel.sessionId === summary.id);
  return (
    <section
      aria-label={t("conversation.label", { name: summary.visitor.name })}
      className="flex h-full min-h-0 min-w-0 flex-1 flex-col bg-surface"
    >
      <Header summary={summary} acts={acts} {...rest} />
      {transcript.state === "loading" && !wrote ? (
        <LoadingTranscript />
      ) : (
        <Timeline key={summary.id} summary={summary} transcript={transcript} />
      )}
      <DeskFoot summary={summary} acts={acts} />
    </section>
  );
}

export function ConversationPane({ id, open: _, ...rest }: Props) {
  const desk = useDesk();
  const summary = useSession(id);
  const transcript = useTranscript(id);

  useEffect(() => {
    desk.select(id);
    return () => desk.select(undefined);
  }, [desk, id]);

  if (transcript.state === "failed") {
    return <Failure error={transcript.error} onRetry={() => void desk.transcripts.catchUp(id)} />;
  }
  return summary ? <Open summary={summary} {...rest} /> : <LoadingTranscript />;
}
