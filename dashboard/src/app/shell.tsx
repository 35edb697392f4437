// The frame of every page: rail, the line that tells of a lost connection, and the keys that work everywhere.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Outlet } from "react-router";
import { onDemand } from "@/components/ui/on-demand";
import type { Account } from "@/lib/access";
import { useShortcut } from "@/lib/shortcuts";
import { ConnectionLine } from "./connection-line";
import { Rail } from "./rail";

const ShortcutDialog = onDemand(() =>
  import("@/features/keyboard/components/shortcut-dialog").then((module) => module.ShortcutDialog),
);

export function Shell({ account }: { account: Account }) {
  const { t } = useTranslation();
  const [help, setHelp] = useState(false);
  useShortcut("?", () => setHelp(true));
  return (
    <div className="flex h-dvh flex-col-reverse overflow-hidden md:flex-row">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-raised focus:px-4 focus:py-2 focus:shadow-pop"
      >
        {t("app.skip")}
      </a>
      <Rail account={account} onHelp={() => setHelp(true)} />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <ConnectionLine />
        <main id="main" tabIndex={-1} className="min-h-0 flex-1 outline-none">
          <Outlet />
        </main>
      </div>
      <ShortcutDialog open={help} onOpenChange={setHelp} />
    </div>
  );
}
