// Gives an account a new password; every sign-in with the old one ends.
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "@/components/ui/announce";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ApiError } from "@/lib/http";
import type { Agent } from "@/lib/staff";
import { newPassword, useSaveAgent } from "../api/team";
import { PasswordField } from "./password-field";

export function PasswordDialog({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const { t: shared } = useTranslation();
  const saving = useSaveAgent(agent.id);
  const [password, setPassword] = useState(newPassword);
  const [error, setError] = useState<string>();
  async function submit(event: FormEvent) {
    event.preventDefault();
    try {
      await saving.mutateAsync({ password });
      announce(t("agents.reset_done", { name: agent.name }));
      onClose();
    } catch (failure) {
      const known = failure instanceof ApiError;
      setError(known ? (failure.fields.password ?? failure.message) : shared("error.unreachable"));
    }
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("agents.reset_title", { name: agent.name })}
      hint={t("agents.reset_hint")}
    >
      <form onSubmit={submit} className="space-y-5">
        <PasswordField value={password} error={error} onChange={setPassword} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{shared("action.cancel")}</Button>
          <Button type="submit" look="primary" disabled={saving.isPending}>
            {t("agents.reset_action")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
