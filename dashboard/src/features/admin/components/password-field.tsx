// A password that is shown, since whoever sets it has to pass it on.
import { Copy, RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { announce } from "@/components/ui/announce";
import { TextField } from "@/components/ui/form";
import { IconButton } from "@/components/ui/icon-button";
import { newPassword, PASSWORD_MIN } from "../api/team";

type Props = { value: string; error: string | undefined; onChange: (value: string) => void };

export function PasswordField({ value, error, onChange }: Props) {
  const { t } = useTranslation("admin");
  const { t: shared } = useTranslation();
  return (
    <div className="flex items-start gap-1">
      <TextField
        className="min-w-0 flex-1"
        label={t("agents.password")}
        hint={t("agents.password_hint", { min: PASSWORD_MIN })}
        error={error}
        required
        minLength={PASSWORD_MIN}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <IconButton label={t("agents.password_new")} className="mt-[26px]" onClick={() => onChange(newPassword())}>
        <RefreshCw size={16} />
      </IconButton>
      <IconButton
        label={shared("action.copy")}
        className="mt-[26px]"
        onClick={() => void navigator.clipboard.writeText(value).then(() => announce(shared("action.copied")))}
      >
        <Copy size={16} />
      </IconButton>
    </div>
  );
}
