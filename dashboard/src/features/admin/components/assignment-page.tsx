// Who gets a new conversation, and what happens to one that has fallen silent.
import { useTranslation } from "react-i18next";
import { RadioCards, SelectField, TextField } from "@/components/ui/form";
import { Card } from "@/components/ui/page";
import { Switch } from "@/components/ui/switch";
import { useStaff } from "@/lib/staff";
import type { Settings } from "../api/settings";
import { SettingsPage } from "./settings-page";
import type { Draft } from "./use-draft";

const MODES = ["round_robin", "default", "manual"] as const;

function Mode({ draft, set }: { draft: Draft<Settings>; set: (change: Partial<Settings>) => void }) {
  const { t } = useTranslation("admin");
  const staff = useStaff();
  const { assignment } = draft.value;
  const able = staff.data?.filter((agent) => agent.active) ?? [];
  return (
    <Card title={t("assignment.who")}>
      <RadioCards
        legend={t("assignment.who")}
        name="mode"
        value={assignment.mode}
        choices={MODES.map((mode) => ({
          value: mode,
          label: t(`assignment.${mode}`),
          hint: t(`assignment.${mode}_hint`),
        }))}
        onChoose={(mode) => {
          const agent = mode === "default" ? (assignment.agent ?? able[0]?.email ?? null) : assignment.agent;
          set({ assignment: { mode: mode as (typeof MODES)[number], agent } });
        }}
      />
      {assignment.mode === "default" && (
        <SelectField
          className="mt-4 max-w-sm"
          label={t("assignment.agent")}
          value={assignment.agent ?? ""}
          error={draft.errors["assignment.agent"]}
          onChange={(event) => set({ assignment: { ...assignment, agent: event.target.value } })}
          choices={able.map(({ email, name }) => ({ value: email, label: `${name} · ${email}` }))}
        />
      )}
    </Card>
  );
}

export function AssignmentPage() {
  const { t } = useTranslation("admin");
  return (
    <SettingsPage title={t("rooms.assignment")} hint={t("assignment.hint")}>
      {(draft) => {
        const set = (change: Partial<Settings>) => draft.change({ ...draft.value, ...change });
        return (
          <div className="space-y-6">
            <Mode draft={draft} set={set} />
            <Card title={t("assignment.silence")}>
              <TextField
                type="number"
                inputMode="numeric"
                className="max-w-sm"
                min={1}
                max={10080}
                label={t("assignment.idle")}
                hint={t("assignment.idle_hint")}
                error={draft.errors.idle_close_min}
                value={draft.value.idle_close_min}
                onChange={(event) => set({ idle_close_min: event.target.valueAsNumber || 1 })}
              />
            </Card>
            <Card title={t("assignment.typing")}>
              <Switch
                label={t("assignment.drafts")}
                hint={t("assignment.drafts_hint")}
                checked={draft.value.drafts}
                onChange={(checked) => set({ drafts: checked })}
              />
            </Card>
          </div>
        );
      }}
    </SettingsPage>
  );
}
