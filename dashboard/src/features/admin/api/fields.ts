// Rules of the form's fields that can be told before the server is asked.
import { fold } from "@/lib/fold";
import type { FormField, Localized } from "./settings";

const ID_MAX = 32;
export const OWN_MEANING = ["name", "phone", "address", "message"];

/** An id that is free, made of the label: "Mã đơn hàng" → ma_don_hang. */
export function makeId(label: string, taken: readonly string[]): string {
  const words = fold(label)
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "");
  const stem = words.slice(0, ID_MAX - 3).replace(/_+$/, "") || "field";
  if (!taken.includes(stem)) return stem;
  for (let count = 2; ; count += 1) if (!taken.includes(`${stem}_${count}`)) return `${stem}_${count}`;
}

export function newField(taken: readonly string[]): FormField {
  const empty = (): Localized => ({ vi: "", en: "" });
  return {
    id: makeId("", taken),
    type: "text",
    label: empty(),
    placeholder: empty(),
    required: false,
    options: [],
    pattern: null,
  };
}

/** What belongs to the old type alone goes with it. */
export function withType(field: FormField, type: FormField["type"]): FormField {
  const options = type === "select" ? (field.options.length > 0 ? field.options : [newOption(field)]) : [];
  return { ...field, type, options, pattern: type === "text" ? field.pattern : null };
}

export function newOption(field: FormField): FormField["options"][number] {
  const taken = field.options.map((option) => option.value);
  let count = taken.length + 1;
  while (taken.includes(`option_${count}`)) count += 1;
  return { value: `option_${count}`, label: { vi: "", en: "" } };
}

export type Fault = "label" | "options" | "pattern";

const complete = ({ vi, en }: Localized) => vi.trim() !== "" && en.trim() !== "";

function isPattern(text: string): boolean {
  try {
    new RegExp(`^(?:${text})$`, "u");
    return true;
  } catch {
    return false;
  }
}

export function faultsOf(field: FormField): Fault[] {
  const faults: Fault[] = [];
  if (!complete(field.label)) faults.push("label");
  if (field.type === "select" && (field.options.length === 0 || !field.options.every((one) => complete(one.label)))) {
    faults.push("options");
  }
  if (field.pattern !== null && !isPattern(field.pattern)) faults.push("pattern");
  return faults;
}

export function move<T>(items: readonly T[], from: number, to: number): T[] {
  const moved = [...items];
  const [item] = moved.splice(from, 1);
  if (item !== undefined) moved.splice(to, 0, item);
  return moved;
}
