// Which websites may carry the widget, and how long conversations are kept.
import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { RadioCards, TextField } from "@/components/ui/form";
import { IconButton } from "@/components/ui/icon-button";
import { Card } from "@/components/ui/page";
import { Switch } from "@/components/ui/switch";
import { readOrigin } from "../api/origins";
import { SettingsPage } from "./settings-page";

type OriginsProps = { origins: string[]; onChange: (origins: string[]) => void };

function Adding({ origins, onChange }: OriginsProps) {
  const { t } = useTranslation("admin");
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  function add(event: FormEvent) {
    event.preventDefault();
    const origin = readOrigin(text);
    setWrong(origin === null);
    if (origin === null) return;
    if (!origins.includes(origin)) onChange([...origins, origin]);
    setText("");
  }
  return (
    <form onSubmit={add} className="flex items-start gap-2">
      <TextField
        className="min-w-0 flex-1"
        label={t("sites.add_label")}
        hideLabel
        placeholder="https://cuahang.vn"
        value={text}
        error={wrong ? t("sites.wrong") : undefined}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" disabled={text.trim() === ""}>
        <Plus size={16} aria-hidden="true" />
        {t("sites.add")}
      </Button>
    </form>
  );
}

function Origins({ origins, onChange }: OriginsProps) {
  const { t } = useTranslation("admin");
  const [kept, setKept] = useState<string[]>(origins.filter((origin) => origin !== "*"));
  const any = origins.includes("*");
  function choose(value: string) {
    if (!any) setKept(origins);
    onChange(value === "any" ? ["*"] : kept);
  }
  return (
    <div className="space-y-4">
      <RadioCards
        legend={t("sites.which")}
        name="origins"
        value={any ? "any" : "some"}
        onChoose={choose}
        choices={(["any", "some"] as const).map((value) => ({
          value,
          label: t(`sites.${value}`),
          hint: t(`sites.${value}_hint`),
        }))}
      />
      {!any && (
        <>
          <ul className="divide-y divide-line rounded-lg border border-line empty:hidden">
            {origins.map((origin) => (
              <li key={origin} className="flex h-11 items-center gap-2 pr-1 pl-3">
                <span className="min-w-0 flex-1 truncate">{origin}</span>
                <IconButton
                  label={t("sites.remove", { origin })}
                  onClick={() => onChange(origins.filter((other) => other !== origin))}
                >
                  <X size={16} />
                </IconButton>
              </li>
            ))}
          </ul>
          <Adding origins={origins} onChange={onChange} />
        </>
      )}
    </div>
  );
}

export function SitesPage() {
  const { t } = useTranslation("admin");
  return (
    <SettingsPage title={t("rooms.sites")} hint={t("sites.hint")}>
      {({ value, change, errors }) => (
        <div className="space-y-6">
          <Card title={t("sites.which")}>
            <Origins
              origins={value.allowed_origins}
              onChange={(allowed_origins) => change({ ...value, allowed_origins })}
            />
          </Card>
          <Card title={t("sites.keeping")}>
            <Switch
              label={t("sites.retention")}
              hint={t("sites.retention_hint")}
              checked={value.retention_days !== null}
              onChange={(checked) => change({ ...value, retention_days: checked ? 365 : null })}
            />
            {value.retention_days !== null && (
              <TextField
                type="number"
                inputMode="numeric"
                className="mt-3 max-w-sm"
                min={1}
                max={36500}
                label={t("sites.days")}
                error={errors.retention_days}
                value={value.retention_days}
                onChange={(event) => change({ ...value, retention_days: event.target.valueAsNumber || 1 })}
              />
            )}
          </Card>
        </div>
      )}
    </SettingsPage>
  );
}
