// Makes an account or changes one.
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "@/components/ui/announce";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SelectField, TextField } from "@/components/ui/form";
import { Switch } from "@/components/ui/switch";
import { ApiError } from "@/lib/http";
import type { Role } from "@/lib/protocol";
import type { Agent } from "@/lib/staff";
import { type AgentDraft, newPassword, ROLES, useSaveAgent } from "../api/team";
import { PasswordField } from "./password-field";

const EMPTY: AgentDraft = { email: "", name: "", role: "agent", capacity: 5, takes_chats: true, avatar: null };

function changesOf(before: AgentDraft, after: AgentDraft): Partial<AgentDraft> {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => before[name as keyof AgentDraft] !== value),
  );
}

type Props = { agent: Agent | null; self: boolean; onClose: () => void };

export function AgentDialog({ agent, self, onClose }: Props) {
  const { t } = useTranslation("admin");
  const { t: shared } = useTranslation();
  const saving = useSaveAgent(agent?.id ?? null);
  const first: AgentDraft = agent
    ? {
        email: agent.email,
        name: agent.name,
        role: agent.role,
        capacity: agent.capacity,
        takes_chats: agent.takes_chats,
        avatar: agent.avatar,
      }
    : EMPTY;
  const [draft, setDraft] = useState(first);
  const [password, setPassword] = useState(() => (agent ? "" : newPassword()));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const set = (change: Partial<AgentDraft>) => setDraft({ ...draft, ...change });

  async function submit(event: FormEvent) {
    event.preventDefault();
    try {
      await saving.mutateAsync(agent ? changesOf(first, draft) : { ...draft, password });
      announce(agent ? t("save.done") : t("agents.created", { name: draft.name }));
      onClose();
    } catch (error) {
      setErrors(error instanceof ApiError ? error.fields : {});
      announce(error instanceof ApiError ? error.message : shared("error.unreachable"), true);
    }
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={agent ? t("agents.edit_title") : t("agents.add")}>
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label={t("agents.name")}
          required
          maxLength={80}
          autoComplete="off"
          value={draft.name}
          error={errors.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        <TextField
          type="email"
          label={t("agents.email")}
          required
          maxLength={254}
          autoComplete="off"
          value={draft.email}
          error={errors.email}
          onChange={(event) => set({ email: event.target.value })}
        />
        {!agent && <PasswordField value={password} error={errors.password} onChange={setPassword} />}
        <div className="grid grid-cols-2 gap-4">
          <SelectField
            label={t("agents.role")}
            value={draft.role}
            disabled={self}
            error={errors.role}
            onChange={(event) => {
              const role = event.target.value as Role;
              set(agent ? { role } : { role, takes_chats: role === "agent" });
            }}
            choices={ROLES.map((role) => ({ value: role, label: shared(`account.role.${role}`) }))}
          />
          <TextField
            type="number"
            inputMode="numeric"
            min={0}
            max={100}
            label={t("agents.capacity")}
            value={draft.capacity}
            error={errors.capacity}
            onChange={(event) => set({ capacity: event.target.valueAsNumber || 0 })}
          />
        </div>
        <p className="!mt-2 text-[13px] text-ink-3">{t(`agents.role_hint.${draft.role}`)}</p>
        <TextField
          type="url"
          label={t("agents.avatar")}
          placeholder="https://"
          value={draft.avatar ?? ""}
          error={errors.avatar}
          onChange={(event) => set({ avatar: event.target.value.trim() || null })}
        />
        <Switch
          label={t("agents.takes_chats")}
          hint={t("agents.takes_chats_hint")}
          checked={draft.takes_chats}
          onChange={(takes_chats) => set({ takes_chats })}
        />
        <div className="flex justify-end gap-2 pt-2">
          <Button onClick={onClose}>{shared("action.cancel")}</Button>
          <Button type="submit" look="primary" disabled={saving.isPending}>
            {agent ? t("save.save") : t("agents.create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
