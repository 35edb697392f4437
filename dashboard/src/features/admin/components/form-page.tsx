// The form before the chat: fields in the order that visitors meet them, moved by mouse, finger or keyboard.
import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ChevronDown, GripVertical, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Failure, Page } from "@/components/ui/page";
import { cx } from "@/lib/class-names";
import { faultsOf, makeId, move, newField } from "../api/fields";
import { FORM, type FormField, SETTINGS, useResource } from "../api/settings";
import { FieldEditor } from "./field-editor";
import { SaveBar } from "./save-bar";
import { Waiting } from "./settings-page";
import { type Draft, useFormDraft } from "./use-draft";
import { useSpokenMoves } from "./use-spoken-moves";
import { WidgetPreview } from "./widget-preview";

type Form = Draft<{ items: FormField[]; revision: number }>;
type RowProps = {
  field: FormField;
  open: boolean;
  isNew: boolean;
  error: string | undefined;
  onToggle: () => void;
  onChange: (field: FormField) => void;
  onRemove: () => void;
};

function FieldRow({ field, open, isNew, error, onToggle, onChange, onRemove }: RowProps) {
  const { t, i18n } = useTranslation("admin");
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id: field.id,
  });
  const label = field.label[i18n.language === "en" ? "en" : "vi"] || t("form.unnamed");
  const wrong = error !== undefined || faultsOf(field).length > 0;
  return (
    <li
      ref={setNodeRef}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      className={cx(
        "relative rounded-xl border bg-raised",
        isDragging && "z-10 shadow-pop",
        wrong ? "border-danger" : "border-line",
      )}
    >
      <div className="flex items-center gap-1 p-2">
        <button
          ref={setActivatorNodeRef}
          {...attributes}
          {...listeners}
          type="button"
          aria-label={t("form.drag", { label })}
          className="flex size-9 shrink-0 cursor-grab touch-none items-center justify-center rounded-lg text-ink-3 hover:bg-hover active:cursor-grabbing"
        >
          <GripVertical size={18} aria-hidden="true" />
        </button>
        <button
          type="button"
          aria-expanded={open}
          onClick={onToggle}
          className="flex min-h-9 min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1 rounded-lg px-2 text-left hover:bg-hover"
        >
          <span className="min-w-0 flex-1 truncate font-medium">{label}</span>
          {field.required && <Badge tone="brand">{t("form.required")}</Badge>}
          <Badge>{t(`form.type.${field.type}`)}</Badge>
          <ChevronDown
            size={16}
            aria-hidden="true"
            className={cx("text-ink-3 transition-transform duration-150", open && "rotate-180")}
          />
        </button>
        <IconButton label={t("form.remove", { label })} onClick={onRemove}>
          <Trash2 size={16} />
        </IconButton>
      </div>
      {open && <FieldEditor field={field} isNew={isNew} error={error} onChange={onChange} />}
    </li>
  );
}

/** The server names a wrong field as `items.2` or deeper. */
const errorAt = (errors: Record<string, string>, at: number): string | undefined =>
  Object.entries(errors).find(([name]) => name === `items.${at}` || name.startsWith(`items.${at}.`))?.[1];

function Fields({ draft }: { draft: Form }) {
  const { t } = useTranslation("admin");
  const [open, setOpen] = useState<number | null>(null);
  const [fresh, setFresh] = useState<readonly string[]>([]);
  const { items } = draft.value;
  const ids = items.map((field) => field.id);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const spoken = useSpokenMoves(items);
  const setItems = (next: FormField[]) => draft.change({ ...draft.value, items: next });

  function drop({ active, over }: DragEndEvent) {
    if (!over || active.id === over.id) return;
    setOpen(null);
    setItems(move(items, ids.indexOf(String(active.id)), ids.indexOf(String(over.id))));
  }
  function change(at: number, field: FormField) {
    const others = ids.filter((_, other) => other !== at);
    const id = others.includes(field.id) ? makeId(field.label.vi || field.label.en, others) : field.id;
    if (id !== ids[at]) setFresh([...fresh, id]);
    setItems(items.with(at, { ...field, id }));
  }
  function add() {
    const field = newField(ids);
    setFresh([...fresh, field.id]);
    setItems([...items, field]);
    setOpen(items.length);
  }
  return (
    <div>
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={drop} accessibility={spoken}>
        <SortableContext items={ids} strategy={verticalListSortingStrategy}>
          <ol aria-label={t("form.list")} className="space-y-2">
            {items.map((field, at) => (
              <FieldRow
                // A new field's id follows its label: the place keeps the editor where it is.
                key={fresh.includes(field.id) ? `new-${at}` : field.id}
                field={field}
                open={open === at}
                isNew={fresh.includes(field.id)}
                error={errorAt(draft.errors, at)}
                onToggle={() => setOpen(open === at ? null : at)}
                onChange={(next) => change(at, next)}
                onRemove={() => {
                  setOpen(null);
                  setItems(items.filter((other) => other !== field));
                }}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      <Button className="mt-3 w-full border-dashed" onClick={add}>
        <Plus size={16} aria-hidden="true" />
        {t("form.add")}
      </Button>
    </div>
  );
}

export function FormPage() {
  const { t } = useTranslation("admin");
  const { draft, error, reload } = useFormDraft(FORM);
  const settings = useResource(SETTINGS);
  const faulty = draft && (draft.value.items.length === 0 || draft.value.items.some((one) => faultsOf(one).length > 0));
  return (
    <Page title={t("rooms.form")} hint={t("form.hint")} wide>
      {!draft && (error ? <Failure error={error} onRetry={reload} /> : <Waiting />)}
      {draft && (
        <>
          <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_400px]">
            <Fields draft={draft} />
            {settings.data && <WidgetPreview settings={settings.data} fields={draft.value.items} />}
          </div>
          <SaveBar draft={draft} {...(faulty ? { blocked: t("form.faulty") } : {})} />
        </>
      )}
    </Page>
  );
}
