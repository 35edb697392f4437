// Says to screen readers what dragging does, in the reader's language.
import type { Announcements } from "@dnd-kit/core";
import { useTranslation } from "react-i18next";
import type { FormField } from "../api/settings";

export function useSpokenMoves(items: readonly FormField[]) {
  const { t, i18n } = useTranslation("admin");
  const language = i18n.language === "en" ? "en" : "vi";
  const label = (id: unknown) => items.find((field) => field.id === id)?.label[language] ?? "";
  const place = (id: unknown) => ({ place: items.findIndex((field) => field.id === id) + 1, count: items.length });
  const announcements: Announcements = {
    onDragStart: ({ active }) => t("form.spoken.lifted", { label: label(active.id), ...place(active.id) }),
    onDragOver: ({ active, over }) =>
      over ? t("form.spoken.over", { label: label(active.id), ...place(over.id) }) : undefined,
    onDragEnd: ({ active, over }) =>
      over ? t("form.spoken.dropped", { label: label(active.id), ...place(over.id) }) : undefined,
    onDragCancel: ({ active }) => t("form.spoken.cancelled", { label: label(active.id) }),
  };
  return { announcements, screenReaderInstructions: { draggable: t("form.spoken.how") } };
}
