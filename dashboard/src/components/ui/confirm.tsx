// Asks before something that others notice.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { Dialog } from "./dialog";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  hint: string;
  action: string;
  danger?: boolean;
  onConfirm: () => Promise<unknown>;
};

export function Confirm({ open, onOpenChange, title, hint, action, danger, onConfirm }: Props) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  async function confirm() {
    setBusy(true);
    await onConfirm().finally(() => setBusy(false));
    onOpenChange(false);
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} hint={hint}>
      <div className="flex justify-end gap-2">
        <Button onClick={() => onOpenChange(false)}>{t("action.cancel")}</Button>
        <Button look={danger ? "danger" : "primary"} onClick={confirm} disabled={busy}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
