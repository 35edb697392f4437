// The real widget.js in a frame of its own, fed with what is being edited instead of what is saved.
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/class-names";
import type { FormField, Settings } from "../api/settings";

export type Looks = { lang: "vi" | "en"; theme: "light" | "dark"; online: boolean };
type Props = { settings: Settings; fields: FormField[] };

const REST_MS = 350;

function Choice<T extends string>(props: {
  label: string;
  value: T;
  choices: readonly { value: T; label: string }[];
  onChoose: (value: T) => void;
}) {
  return (
    <fieldset className="flex rounded-lg bg-sunken p-0.5">
      <legend className="sr-only">{props.label}</legend>
      {props.choices.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          aria-pressed={props.value === value}
          onClick={() => props.onChoose(value)}
          className={cx(
            "h-7 rounded-md px-2.5 font-medium text-xs transition-colors duration-150",
            props.value === value
              ? "bg-raised text-ink shadow-sm ring-1 ring-line-strong"
              : "text-ink-2 hover:text-ink",
          )}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}

/** The value as it was when the fingers last rested. */
function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

type Frame = { key: number; message: string };

/** A new frame for each version; the one before stays until the new one has drawn, so that nothing flashes. */
function useFrames(message: string) {
  const [frames, setFrames] = useState<Frame[]>([]);
  const count = useRef(0);
  useEffect(() => {
    count.current += 1;
    const frame = { key: count.current, message };
    setFrames((before) => [...before.slice(-1), frame]);
  }, [message]);
  const drawn = (key: number) => setFrames((before) => before.filter((frame) => frame.key >= key));
  return { frames, drawn };
}

function PreviewFrame({ message, title, onDrawn }: { message: string; title: string; onDrawn: () => void }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const drawn = useRef(onDrawn);
  drawn.current = onDrawn;
  useEffect(() => {
    function hear(event: MessageEvent) {
      if (event.source !== frame.current?.contentWindow) return;
      // The frame has no origin of its own, and what it is told is no secret.
      if (event.data === "alo:asks") frame.current?.contentWindow?.postMessage(JSON.parse(message), "*");
      if (event.data === "alo:drawn") drawn.current();
    }
    window.addEventListener("message", hear);
    return () => window.removeEventListener("message", hear);
  }, [message]);
  return (
    <iframe
      ref={frame}
      title={title}
      src="/dashboard/preview.html"
      sandbox="allow-scripts"
      className="absolute top-0 left-0 h-[125%] w-[125%] origin-top-left scale-80 border-0"
    />
  );
}

export function WidgetPreview({ settings, fields }: Props) {
  const { t, i18n } = useTranslation("admin");
  const [looks, setLooks] = useState<Looks>({
    lang: i18n.language === "en" ? "en" : "vi",
    theme: "light",
    online: true,
  });
  const { name, color, logo, position, lang, sounds, drafts, texts } = settings;
  const config = { name, color, logo, position, lang, sounds, drafts, texts, fields, revision: 0 };
  const message = useRested(JSON.stringify({ looks, config }));
  const { frames, drawn } = useFrames(message);
  return (
    <section aria-label={t("preview.title")} className="min-w-0">
      <div className="mb-3 flex flex-wrap gap-2">
        <Choice
          label={t("preview.lang")}
          value={looks.lang}
          onChoose={(next) => setLooks({ ...looks, lang: next })}
          choices={[
            { value: "vi", label: "Tiếng Việt" },
            { value: "en", label: "English" },
          ]}
        />
        <Choice
          label={t("preview.theme")}
          value={looks.theme}
          onChoose={(next) => setLooks({ ...looks, theme: next })}
          choices={[
            { value: "light", label: t("preview.light") },
            { value: "dark", label: t("preview.dark") },
          ]}
        />
        <Choice
          label={t("preview.presence")}
          value={looks.online ? "on" : "off"}
          onChoose={(next) => setLooks({ ...looks, online: next === "on" })}
          choices={[
            { value: "on", label: t("preview.online") },
            { value: "off", label: t("preview.offline") },
          ]}
        />
      </div>
      <div className="relative h-[600px] w-full overflow-hidden rounded-xl border border-line bg-sunken">
        {frames.map((frame) => (
          <PreviewFrame
            key={frame.key}
            message={frame.message}
            title={t("preview.title")}
            onDrawn={() => drawn(frame.key)}
          />
        ))}
      </div>
    </section>
  );
}
