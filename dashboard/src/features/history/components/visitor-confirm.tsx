// Asks before a visitor is blocked or erased.
import { useTranslation } from "react-i18next";
import { Confirm } from "@/components/ui/confirm";

export type Question = "block" | "erase";

type Props = { question: Question | null; name: string; onConfirm: () => Promise<void>; onClose: () => void };

export function VisitorConfirm({ question, name, onConfirm, onClose }: Props) {
  const { t } = useTranslation("history");
  if (!question) return null;
  return (
    <Confirm
      open
      danger
      onOpenChange={(open) => !open && onClose()}
      title={t(`visitor.${question}_title`, { name })}
      hint={t(`visitor.${question}_hint`)}
      action={t(`visitor.${question}_action`)}
      onConfirm={onConfirm}
    />
  );
}
