// A draft over what is saved: dirty, saved with its revision, and brought up to date when another was faster.
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "@/components/ui/announce";
import { ApiError } from "@/lib/http";
import { rebase, same } from "../api/draft";
import { type FORM, type Form, type SETTINGS, type Settings, useResource, useSave } from "../api/settings";

type Versioned = { revision: number };

export type Draft<T> = {
  value: T;
  change: (next: T) => void;
  dirty: boolean;
  saving: boolean;
  errors: Record<string, string>;
  /** Another has saved meanwhile: their version, until somebody decides. */
  conflict: boolean;
  save: () => void;
  discard: () => void;
  keepMine: () => void;
};

function useDraftOf<T extends Versioned>(resource: Parameters<typeof useResource<T>>[0]) {
  const { t } = useTranslation("admin");
  const { t: shared } = useTranslation();
  const query = useResource(resource);
  const saving = useSave(resource);
  const [base, setBase] = useState<T | null>(null);
  const [value, setValue] = useState<T | null>(null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [conflict, setConflict] = useState(false);
  const dirty = base !== null && value !== null && !same(base, value);

  // News from the server replace what nobody has touched here.
  useEffect(() => {
    if (!query.data || dirty) return;
    setBase(query.data);
    setValue(query.data);
  }, [query.data, dirty]);

  function refuse(error: unknown): void {
    if (error instanceof ApiError && (error.status === 412 || error.status === 409)) {
      setConflict(true);
      return;
    }
    setErrors(error instanceof ApiError ? error.fields : {});
    announce(error instanceof ApiError ? error.message : shared("error.unreachable"), true);
  }

  async function send(next: T): Promise<void> {
    setErrors({});
    try {
      const saved = await saving.mutateAsync(next);
      setBase(saved);
      setValue(saved);
      setConflict(false);
      announce(t("save.done"));
    } catch (error) {
      refuse(error);
    }
  }

  async function takeNewest(mine: boolean): Promise<void> {
    const { data } = await query.refetch();
    if (!data || !base || !value) return;
    setConflict(false);
    setErrors({});
    setBase(data);
    setValue(mine ? rebase(base, value, data) : data);
  }

  function discard(): void {
    if (conflict) void takeNewest(false);
    setValue(base);
    setErrors({});
  }

  const draft: Draft<T> | null = value && {
    value,
    change: setValue,
    dirty,
    saving: saving.isPending,
    errors,
    conflict,
    save: () => void send(value),
    discard,
    keepMine: () => void takeNewest(true),
  };
  return { draft, error: query.error, reload: () => void query.refetch() };
}

export const useSettingsDraft = (resource: typeof SETTINGS) => useDraftOf<Settings>(resource);
export const useFormDraft = (resource: typeof FORM) => useDraftOf<Form>(resource);
