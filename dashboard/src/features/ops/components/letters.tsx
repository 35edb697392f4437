// Events that could not be archived: why, what they hold, and another chance.
import { CircleCheck, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "@/components/ui/announce";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, Failure } from "@/components/ui/page";
import { fullTime } from "@/lib/dates";
import { ApiError } from "@/lib/http";
import type { Kind } from "@/lib/protocol";
import { type DeadLetter, useLetters, useReplay } from "../api/snapshot";

/** The archiver's own reason; all others are MongoDB's words, which whoever looks them up needs as they are. */
const CONTRADICTION = "another event is archived under this seq";
const KINDS = [
  "opened",
  "message",
  "note",
  "claimed",
  "released",
  "closed",
  "reopened",
  "rated",
  "tagged",
] as const satisfies Kind[];
const isKind = (kind: string | null): kind is (typeof KINDS)[number] => KINDS.some((one) => one === kind);

function Letter({ letter }: { letter: DeadLetter }) {
  const { t } = useTranslation("ops");
  const { t: shared } = useTranslation();
  const replay = useReplay();
  const [asked, setAsked] = useState(false);
  async function again() {
    setAsked(true);
    try {
      await replay.mutateAsync(letter.id);
      announce(t("letters.asked"));
    } catch (error) {
      announce(error instanceof ApiError ? error.message : shared("error.unreachable"), true);
    }
  }
  return (
    <li className="py-4 first:pt-1 last:pb-0">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <p className="font-medium text-danger wrap-anywhere">
            {letter.reason === CONTRADICTION ? t("letters.contradiction") : letter.reason}
          </p>
          <p className="mt-0.5 flex flex-wrap items-center gap-x-2 text-[13px] text-ink-2">
            <Badge>{isKind(letter.kind) ? t(`letters.kind.${letter.kind}`) : letter.kind || t("unknown")}</Badge>
            <span>{fullTime(letter.at)}</span>
            <span>· {t("letters.tries", { count: letter.tries })}</span>
            {letter.session_id && (
              <span className="wrap-anywhere">
                · {letter.session_id}/{letter.seq ?? "?"}
              </span>
            )}
          </p>
        </div>
        <Button size="sm" onClick={() => void again()} disabled={replay.isPending}>
          <RotateCcw size={14} aria-hidden="true" />
          {t(asked ? "letters.replay_again" : "letters.replay")}
        </Button>
      </div>
      <details className="mt-2">
        <summary className="w-fit cursor-pointer rounded-md text-[13px] text-ink-2">{t("letters.payload")}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
        <pre tabIndex={0} className="mt-2 max-h-64 overflow-auto rounded-lg bg-sunken p-3 text-xs leading-5">
          {typeof letter.event === "string" ? letter.event : JSON.stringify(letter.event, null, 2)}
        </pre>
      </details>
    </li>
  );
}

export function Letters() {
  const { t } = useTranslation("ops");
  const letters = useLetters();
  return (
    <Card title={t("letters.title")} hint={t("letters.hint")}>
      {letters.isError && !letters.data && <Failure error={letters.error} onRetry={() => void letters.refetch()} />}
      {letters.data?.length === 0 && (
        <p className="flex items-center gap-2 text-ink-2">
          <CircleCheck size={16} aria-hidden="true" className="text-good" />
          {t("letters.none")}
        </p>
      )}
      {letters.data && letters.data.length > 0 && (
        <ul className="divide-y divide-line">
          {letters.data.map((letter) => (
            <Letter key={letter.id} letter={letter} />
          ))}
        </ul>
      )}
      {letters.hasNextPage && (
        <Button size="sm" className="mt-4" onClick={() => void letters.fetchNextPage()}>
          {t("letters.more")}
        </Button>
      )}
    </Card>
  );
}
