// The labels of the form's questions; an answer to a question that is gone keeps its id as its name.
import { useQuery } from "@tanstack/react-query";
import { callApi } from "@/lib/http";

type Label = { vi: string; en: string };
export type FormField = { id: string; type: string; label: Label; options?: { value: string; label: Label }[] };

export const useFormFields = () =>
  useQuery({
    queryKey: ["form-fields"],
    queryFn: ({ signal }) => callApi<{ items: FormField[] }>("/api/form-fields", { signal }),
    select: ({ items }) => items,
    staleTime: 5 * 60_000,
  });

const CONTACT = new Set(["name", "phone", "address", "message"]);

export type Answer = { id: string; label: string; value: string | boolean };

/** What the visitor answered beside contact and message, in the order of the form. */
export function answers(form: Record<string, string | boolean>, fields: FormField[], language: "vi" | "en"): Answer[] {
  const order = new Map(fields.map((field, index) => [field.id, index]));
  const byId = new Map(fields.map((field) => [field.id, field]));
  return Object.entries(form)
    .filter(([id, value]) => !CONTACT.has(id) && value !== "")
    .sort(([a], [b]) => (order.get(a) ?? 99) - (order.get(b) ?? 99))
    .map(([id, value]) => {
      const field = byId.get(id);
      const option = field?.options?.find((one) => one.value === value);
      return { id, label: field?.label[language] ?? id, value: option?.label[language] ?? value };
    });
}
