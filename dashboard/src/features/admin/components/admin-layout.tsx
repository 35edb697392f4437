// The rooms of administration side by side, for the roles that may enter them.
import { useTranslation } from "react-i18next";
import { NavLink, Outlet } from "react-router";
import { cx } from "@/lib/class-names";

export const ROOMS = ["agents", "form", "replies", "appearance", "assignment", "sites", "audit"] as const;
export type Room = (typeof ROOMS)[number];

export function AdminLayout({ rooms }: { rooms: readonly Room[] }) {
  const { t } = useTranslation("admin");
  return (
    <div className="flex h-full min-h-0 flex-col md:flex-row">
      <nav
        aria-label={t("title")}
        className="flex shrink-0 gap-1 overflow-x-auto border-line border-b bg-surface px-3 py-2 md:w-[220px] md:flex-col md:border-r md:border-b-0 md:px-3 md:py-6"
      >
        <p className="hidden px-3 pb-3 font-semibold text-lg tracking-tight md:block">{t("title")}</p>
        {rooms.map((room) => (
          <NavLink
            key={room}
            to={`/admin/${room}`}
            className={({ isActive }) =>
              cx(
                "flex h-9 shrink-0 items-center whitespace-nowrap rounded-lg px-3 font-medium transition-colors duration-150",
                isActive ? "bg-brand-soft text-brand-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
              )
            }
          >
            {t(`rooms.${room}`)}
          </NavLink>
        ))}
      </nav>
      <div className="min-h-0 min-w-0 flex-1">
        <Outlet />
      </div>
    </div>
  );
}
