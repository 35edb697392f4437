// What every page of settings has around its fields: loading, failing, and the bar that saves.
import type { ReactNode } from "react";
import { Failure, Page } from "@/components/ui/page";
import { Skeleton } from "@/components/ui/state";
import { SETTINGS, type Settings } from "../api/settings";
import { SaveBar } from "./save-bar";
import { type Draft, useSettingsDraft } from "./use-draft";

export const Waiting = () => (
  <div className="space-y-4" aria-hidden="true">
    <Skeleton className="h-32 w-full rounded-xl" />
    <Skeleton className="h-48 w-full rounded-xl" />
  </div>
);

type Props = { title: string; hint: string; wide?: boolean; children: (draft: Draft<Settings>) => ReactNode };

export function SettingsPage({ title, hint, wide = false, children }: Props) {
  const { draft, error, reload } = useSettingsDraft(SETTINGS);
  return (
    <Page title={title} hint={hint} wide={wide}>
      {draft ? children(draft) : error ? <Failure error={error} onRetry={reload} /> : <Waiting />}
      {draft && <SaveBar draft={draft} />}
    </Page>
  );
}
