// How the widget looks and speaks, with the widget itself beside it, and the line that puts it on a website.
import { Check, Copy } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { SelectField, TextArea, TextField } from "@/components/ui/form";
import { Card } from "@/components/ui/page";
import { Switch } from "@/components/ui/switch";
import { contrast, parseColour } from "@/lib/theme";
import { FORM, type Settings, type Texts, useResource } from "../api/settings";
import { SettingsPage } from "./settings-page";
import type { Draft } from "./use-draft";
import { WidgetPreview } from "./widget-preview";

const COLOURS = ["#0f766e", "#1d4ed8", "#7c3aed", "#be185d", "#b91c1c", "#c2410c", "#4d7c0f", "#334155"];

type Part = { draft: Draft<Settings>; set: (change: Partial<Settings>) => void };

function Colour({ draft, set }: Part) {
  const { t } = useTranslation("admin");
  const id = useId();
  const { color } = draft.value;
  const parsed = parseColour(color);
  const weak = parsed !== null && contrast(parsed, [255, 255, 255]) < 3 && contrast(parsed, [0, 0, 0]) < 4.5;
  return (
    <div>
      <span id={id} className="mb-1.5 block font-medium text-[13px]">
        {t("appearance.color")}
      </span>
      <div className="flex flex-wrap items-center gap-2">
        {COLOURS.map((one) => (
          <button
            key={one}
            type="button"
            aria-label={t("appearance.color_pick", { color: one })}
            aria-pressed={one === color.toLowerCase()}
            onClick={() => set({ color: one })}
            ref={(element) => element?.style.setProperty("background-color", one)}
            className="flex size-8 items-center justify-center rounded-full text-white"
          >
            {one === color.toLowerCase() && <Check size={16} aria-hidden="true" />}
          </button>
        ))}
        <input
          type="color"
          aria-label={t("appearance.color_own")}
          value={parsed ? color : "#0f766e"}
          onChange={(event) => set({ color: event.target.value })}
          className="h-9 w-11 cursor-pointer rounded-lg border border-line-strong bg-surface p-1"
        />
        <TextField
          label={t("appearance.color_code")}
          hideLabel
          className="w-28"
          value={color}
          maxLength={7}
          error={parsed ? draft.errors.color : t("appearance.color_wrong")}
          onChange={(event) => set({ color: event.target.value.trim() })}
        />
      </div>
      {weak && <p className="mt-1.5 text-[13px] text-wait">{t("appearance.color_weak")}</p>}
    </div>
  );
}

function Looks({ draft, set }: Part) {
  const { t } = useTranslation("admin");
  const { name, logo, position, lang, sounds } = draft.value;
  return (
    <Card title={t("appearance.looks")}>
      <div className="space-y-5">
        <TextField
          label={t("appearance.name")}
          hint={t("appearance.name_hint")}
          value={name}
          maxLength={80}
          error={draft.errors.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        <Colour draft={draft} set={set} />
        <TextField
          type="url"
          label={t("appearance.logo")}
          hint={t("appearance.logo_hint")}
          placeholder="https://"
          value={logo ?? ""}
          error={draft.errors.logo}
          onChange={(event) => set({ logo: event.target.value.trim() || null })}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            label={t("appearance.position")}
            value={position}
            onChange={(event) => set({ position: event.target.value as Settings["position"] })}
            choices={(["right", "left"] as const).map((value) => ({ value, label: t(`appearance.${value}`) }))}
          />
          <SelectField
            label={t("appearance.lang")}
            value={lang}
            onChange={(event) => set({ lang: event.target.value as Settings["lang"] })}
            choices={[
              { value: "vi", label: "Tiếng Việt" },
              { value: "en", label: "English" },
            ]}
          />
        </div>
        <Switch
          label={t("appearance.sounds")}
          hint={t("appearance.sounds_hint")}
          checked={sounds}
          onChange={(checked) => set({ sounds: checked })}
        />
      </div>
    </Card>
  );
}

function Speech({ draft, set }: Part) {
  const { t } = useTranslation("admin");
  const { texts } = draft.value;
  const change = (lang: "vi" | "en", part: Partial<Texts>) =>
    set({ texts: { ...texts, [lang]: { ...texts[lang], ...part } } });
  return (
    <Card title={t("appearance.texts")} hint={t("appearance.texts_hint")}>
      <div className="grid gap-x-6 gap-y-8 lg:grid-cols-2">
        {(["vi", "en"] as const).map((lang) => (
          <fieldset key={lang} lang={lang} className="min-w-0 space-y-4">
            <legend className="mb-3 font-semibold text-[13px] text-ink-2">
              {lang === "vi" ? "Tiếng Việt" : "English"}
            </legend>
            {(["title", "subtitle"] as const).map((name) => (
              <TextField
                key={name}
                label={t(`appearance.text.${name}`)}
                value={texts[lang][name]}
                maxLength={name === "title" ? 80 : 200}
                error={draft.errors[`texts.${lang}.${name}`]}
                onChange={(event) => change(lang, { [name]: event.target.value })}
              />
            ))}
            {(["greeting", "offline"] as const).map((name) => (
              <TextArea
                key={name}
                label={t(`appearance.text.${name}`)}
                value={texts[lang][name]}
                maxLength={1000}
                error={draft.errors[`texts.${lang}.${name}`]}
                onChange={(event) => change(lang, { [name]: event.target.value })}
              />
            ))}
          </fieldset>
        ))}
      </div>
    </Card>
  );
}

function Embed() {
  const { t } = useTranslation("admin");
  const { t: shared } = useTranslation();
  const [copied, setCopied] = useState(false);
  const snippet = `<script async src="${window.location.origin}/widget.js"></script>`;
  async function copy() {
    await navigator.clipboard.writeText(snippet);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  }
  return (
    <Card title={t("embed.title")} hint={t("embed.hint")}>
      <div className="flex flex-wrap items-center gap-3 rounded-lg bg-sunken p-3">
        <code className="min-w-0 flex-1 basis-60 select-all font-mono text-[13px] wrap-anywhere">{snippet}</code>
        <Button size="sm" onClick={() => void copy()}>
          {copied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
          <span aria-live="polite">{copied ? shared("action.copied") : t("embed.copy")}</span>
        </Button>
      </div>
      <p className="mt-3 text-[13px] text-ink-2">{t("embed.more")}</p>
    </Card>
  );
}

export function AppearancePage() {
  const { t } = useTranslation("admin");
  const form = useResource(FORM);
  return (
    <SettingsPage title={t("rooms.appearance")} hint={t("appearance.hint")} wide>
      {(draft) => {
        const set = (change: Partial<Settings>) => draft.change({ ...draft.value, ...change });
        return (
          <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_400px]">
            <div className="min-w-0 space-y-6">
              <Embed />
              <Looks draft={draft} set={set} />
              <Speech draft={draft} set={set} />
            </div>
            <div className="xl:sticky xl:top-6">
              <WidgetPreview settings={draft.value} fields={form.data?.items ?? []} />
            </div>
          </div>
        );
      }}
    </SettingsPage>
  );
}
