// Where the holder writes to the visitor, and everybody to colleagues.
import { type KeyboardEvent, useId, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { cx } from "@/lib/class-names";
import { serverNow } from "@/lib/clock";
import { useDesk, useDraft } from "@/lib/live/use-desk";
import { type SessionSummary, TEXT_MAX } from "@/lib/protocol";
import { useShortcut } from "@/lib/shortcuts";
import { CannedList } from "./canned-list";
import { ComposerBar } from "./composer-bar";
import { type Selection, useCannedPicker } from "./use-canned-picker";
import { useTypingSignal } from "./use-typing";

export type Mode = "reply" | "note";
type Props = { summary: SessionSummary; mode: Mode; mayWrite: boolean };

export const draftKey = (id: string, mode: Mode): string => (mode === "note" ? `${id}#note` : id);

export function Composer({ summary, mode, mayWrite }: Props) {
  const { t } = useTranslation();
  const desk = useDesk();
  const { id, visitor } = summary;
  const key = draftKey(id, mode);
  const text = useDraft(key);
  const box = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const tellTyping = useTypingSignal(id);
  const wanted = useRef<Selection | null>(null);
  const setText = (next: string, selection: Selection | null = null) => {
    wanted.current = selection;
    desk.post.setDraft(key, next);
  };
  const picker = useCannedPicker(summary, mode === "reply" && mayWrite, { text, setText });
  const over = [...text].length - TEXT_MAX;
  const ready = mayWrite && text.trim() !== "" && over <= 0;

  useShortcut("r", () => box.current?.focus());
  useShortcut("/", mode === "reply" && mayWrite ? openCanned : null);

  // Before the next key arrives: the height follows the text, and a blank that was inserted is selected.
  // biome-ignore lint/correctness/useExhaustiveDependencies: both belong to the text.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
    if (!wanted.current) return;
    element.focus();
    element.setSelectionRange(...wanted.current);
    wanted.current = null;
  }, [text, mode]);

  function openCanned() {
    const next = text === "" || /\s$/u.test(text) ? `${text}/` : `${text} /`;
    setText(next, [next.length, next.length]);
    picker.moved(next.length);
  }

  function send() {
    if (!ready) return;
    desk.post.write(id, mode === "note" ? "note" : "message", text, serverNow());
    setText("");
    tellTyping(false);
    box.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    // In the middle of a composed letter Enter belongs to the input method.
    if (event.nativeEvent.isComposing || picker.onKey(event)) return;
    if (event.key === "Escape") return event.currentTarget.blur();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    send();
  }

  return (
    <div className="relative">
      <CannedList id={listId} picker={picker} />
      <div
        className={cx(
          "rounded-xl border focus-within:border-brand-ink",
          mode === "note" ? "border-note-line bg-note" : "border-line-strong bg-surface",
        )}
      >
        <textarea
          ref={box}
          value={text}
          rows={1}
          aria-label={mode === "note" ? t("composer.note") : t("composer.label")}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          {...(picker.open
            ? { "aria-controls": listId, "aria-activedescendant": `${listId}-${picker.found[picker.marked]?.id ?? ""}` }
            : {})}
          aria-invalid={over > 0}
          placeholder={
            mode === "note" ? t("composer.note_placeholder") : t("composer.placeholder", { name: visitor.name })
          }
          onChange={(event) => {
            setText(event.target.value);
            picker.moved(event.target.selectionStart);
            if (mode === "reply") tellTyping(event.target.value !== "");
          }}
          onSelect={(event) => picker.moved(event.currentTarget.selectionStart)}
          onBlur={() => tellTyping(false)}
          onKeyDown={onKeyDown}
          className="block max-h-48 min-h-11 w-full resize-none bg-transparent px-4 pt-3 pb-1 text-base leading-[22px] outline-none placeholder:text-ink-3 sm:text-sm"
        />
        <ComposerBar over={over} onCanned={mode === "reply" && mayWrite ? openCanned : null}>
          <Button look="primary" size="sm" onClick={send} disabled={!ready}>
            {mode === "note" ? t("composer.save_note") : t("composer.send")}
          </Button>
        </ComposerBar>
      </div>
    </div>
  );
}
