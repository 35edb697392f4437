// Writes one canned reply; blanks like the visitor's name go in by a click.
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "@/components/ui/announce";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextArea, TextField } from "@/components/ui/form";
import { ApiError } from "@/lib/http";
import { type Reply, useSaveReply } from "../api/replies";
import { FORM, useResource } from "../api/settings";

const TEXT_MAX = 4_000;

function useBlanks(): { id: string; label: string }[] {
  const { t, i18n } = useTranslation("admin");
  const form = useResource(FORM);
  const language = i18n.language === "en" ? "en" : "vi";
  const asked = (form.data?.items ?? []).filter((field) => field.type !== "checkbox" && field.id !== "message");
  return [
    ...asked.map((field) => ({ id: field.id, label: field.label[language] })),
    { id: "agent", label: t("replies.blank_agent") },
  ];
}

export function ReplyDialog({ reply, onClose }: { reply: Reply | null; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const { t: shared } = useTranslation();
  const saving = useSaveReply(reply?.id ?? null);
  const blanks = useBlanks();
  const box = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState({
    shortcut: reply?.shortcut ?? "",
    title: reply?.title ?? "",
    text: reply?.text ?? "",
  });
  const [errors, setErrors] = useState<Record<string, string>>({});

  function insert(id: string) {
    const { selectionStart: from = draft.text.length, selectionEnd: to = from } = box.current ?? {};
    setDraft({ ...draft, text: `${draft.text.slice(0, from)}{{${id}}}${draft.text.slice(to)}` });
    box.current?.focus();
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    try {
      await saving.mutateAsync({
        ...draft,
        shortcut: draft.shortcut.replace(/^\//, "").trim(),
        title: draft.title.trim(),
      });
      announce(t("save.done"));
      onClose();
    } catch (error) {
      setErrors(error instanceof ApiError ? error.fields : {});
      announce(error instanceof ApiError ? error.message : shared("error.unreachable"), true);
    }
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={reply ? t("replies.edit_title") : t("replies.add")}>
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label={t("replies.title")}
          required
          maxLength={120}
          value={draft.title}
          error={errors.title}
          onChange={(event) => setDraft({ ...draft, title: event.target.value })}
        />
        <TextField
          label={t("replies.shortcut")}
          hint={t("replies.shortcut_hint")}
          required
          maxLength={41}
          pattern="/?[\p{L}\p{N}_\-]+"
          value={draft.shortcut}
          error={errors.shortcut}
          onChange={(event) => setDraft({ ...draft, shortcut: event.target.value })}
        />
        <div>
          <TextArea
            ref={box}
            label={t("replies.text")}
            required
            rows={5}
            maxLength={TEXT_MAX}
            value={draft.text}
            error={errors.text}
            onChange={(event) => setDraft({ ...draft, text: event.target.value })}
          />
          <p className="mt-2 text-[13px] text-ink-3">{t("replies.blanks")}</p>
          <div className="mt-1.5 flex flex-wrap gap-1.5">
            {blanks.map(({ id, label }) => (
              <Button key={id} size="sm" className="h-7 px-2" onClick={() => insert(id)}>
                {label}
              </Button>
            ))}
          </div>
        </div>
        <div className="flex justify-end gap-2 pt-2">
          <Button onClick={onClose}>{shared("action.cancel")}</Button>
          <Button type="submit" look="primary" disabled={saving.isPending}>
            {t("save.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
