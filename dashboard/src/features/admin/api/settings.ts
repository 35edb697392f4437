// The settings of the workspace and the form: read with their revision, saved only over the revision that was seen.
import { type QueryKey, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { callApi } from "@/lib/http";

export type Localized = { vi: string; en: string };
export type Texts = { title: string; subtitle: string; greeting: string; offline: string };
export type Settings = {
  name: string;
  color: string;
  logo: string | null;
  position: "right" | "left";
  lang: "vi" | "en";
  texts: { vi: Texts; en: Texts };
  sounds: boolean;
  drafts: boolean;
  assignment: { mode: "round_robin" | "default" | "manual"; agent: string | null };
  idle_close_min: number;
  retention_days: number | null;
  allowed_origins: string[];
  revision: number;
};

export const FIELD_TYPES = ["text", "textarea", "tel", "email", "select", "checkbox"] as const;
export type FieldType = (typeof FIELD_TYPES)[number];
export type Option = { value: string; label: Localized };
export type FormField = {
  id: string;
  type: FieldType;
  label: Localized;
  placeholder: Localized;
  required: boolean;
  options: Option[];
  pattern: string | null;
};
export type Form = { items: FormField[]; retired?: FormField[]; revision: number };

type Resource<T> = { key: QueryKey; path: string; body: (value: T) => unknown };

export const SETTINGS: Resource<Settings> = { key: ["settings"], path: "/api/settings", body: (value) => value };
export const FORM: Resource<Form> = {
  key: ["form"],
  path: "/api/form-fields",
  body: ({ items }) => ({ items }),
};

export const useResource = <T>({ key, path }: Resource<T>) =>
  useQuery({ queryKey: key, queryFn: ({ signal }) => callApi<T>(path, { signal }), staleTime: 0 });

export function useSave<T extends { revision: number }>({ key, path, body }: Resource<T>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (value: T) =>
      callApi<T>(path, { method: "PUT", body: body(value), headers: { "If-Match": `"${value.revision}"` } }),
    onSuccess: (saved) => {
      queries.setQueryData(key, saved);
      void queries.invalidateQueries({ queryKey: ["form-fields"] });
    },
  });
}
