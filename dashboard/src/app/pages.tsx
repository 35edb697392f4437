// The pages beside the inbox: each in a chunk of its own, for the roles that may see it.
import { Activity, ChartColumn, History, Settings2 } from "lucide-react";
import { type ComponentType, lazy } from "react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/components/ui/state";
import type { Account } from "@/lib/access";
import type { Role } from "@/lib/protocol";

type PageProps = { account: Account };

const RANK: Record<Role, number> = { agent: 1, lead: 2, admin: 3 };

const PAGES = [
  { path: "history", text: "history", Icon: History, least: "agent", Page: lazy(() => import("./pages/history")) },
  { path: "reports", text: "reports", Icon: ChartColumn, least: "lead", Page: lazy(() => import("./pages/reports")) },
  { path: "admin", text: "admin", Icon: Settings2, least: "lead", Page: lazy(() => import("./pages/admin")) },
  { path: "ops", text: "ops", Icon: Activity, least: "admin", Page: lazy(() => import("./pages/ops")) },
] as const satisfies { least: Role; Page: ComponentType<PageProps>; [more: string]: unknown }[];

export const pagesFor = (role: Role) => PAGES.filter(({ least }) => RANK[role] >= RANK[least]);

export function PageSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" className="mx-auto max-w-[980px] space-y-4 px-4 pt-8 sm:px-8">
      <span className="sr-only">{t("app.loading")}</span>
      <Skeleton className="h-7 w-48" />
      <Skeleton className="h-40 w-full rounded-xl" />
      <Skeleton className="h-24 w-full rounded-xl" />
    </div>
  );
}
