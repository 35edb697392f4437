// That somebody types, and the draft where the lead lets agents see it.
import { useTranslation } from "react-i18next";
import { useMe, useTyping } from "@/lib/live/use-desk";
import { Bubble } from "./bubble";

function Dots() {
  return (
    <span aria-hidden="true" className="inline-flex gap-1">
      <span className="size-1.5 animate-dot rounded-full bg-current" />
      <span className="size-1.5 animate-dot rounded-full bg-current [animation-delay:150ms]" />
      <span className="size-1.5 animate-dot rounded-full bg-current [animation-delay:300ms]" />
    </span>
  );
}

export function TypingLine({ id }: { id: string }) {
  const { t } = useTranslation();
  const typing = useTyping(id);
  const me = useMe();
  if (!typing || typing.author.id === me?.id) return null;
  const visitor = typing.author.type === "visitor";
  return (
    <div className="flex animate-fade flex-col pt-2">
      <Bubble
        voice={visitor ? "visitor" : "agent"}
        author={typing.text ? t("conversation.typing", { name: typing.author.name }) : null}
        opens
      >
        {typing.text ? (
          <span className="whitespace-pre-wrap text-ink-2 italic wrap-anywhere">{typing.text}</span>
        ) : (
          <span className="flex items-center gap-2 text-ink-2">
            <Dots /> {t("conversation.drafting", { name: typing.author.name })}
          </span>
        )}
      </Bubble>
    </div>
  );
}
