// A person's picture, or their initials on a colour of their own.
import { cx } from "@/lib/class-names";
import { type Hue, hueOf, initials } from "@/lib/initials";

const TINTS: Record<Hue, string> = {
  slate: "bg-slate-200 text-slate-800 dark:bg-slate-700 dark:text-slate-100",
  teal: "bg-teal-100 text-teal-900 dark:bg-teal-900 dark:text-teal-100",
  sky: "bg-sky-100 text-sky-900 dark:bg-sky-900 dark:text-sky-100",
  violet: "bg-violet-100 text-violet-900 dark:bg-violet-900 dark:text-violet-100",
  rose: "bg-rose-100 text-rose-900 dark:bg-rose-900 dark:text-rose-100",
  amber: "bg-amber-100 text-amber-900 dark:bg-amber-900 dark:text-amber-100",
  lime: "bg-lime-100 text-lime-900 dark:bg-lime-900 dark:text-lime-100",
  orange: "bg-orange-100 text-orange-900 dark:bg-orange-900 dark:text-orange-100",
};

const SIZES = { xs: "size-5 text-[9px]", sm: "size-7 text-[11px]", md: "size-10 text-sm", lg: "size-14 text-lg" };

type Presence = "online" | "away" | "offline";

const DOTS: Record<Presence, string> = { online: "bg-emerald-500", away: "bg-amber-500", offline: "bg-line-strong" };

type Props = {
  id: string;
  name: string;
  avatar?: string | null;
  size?: keyof typeof SIZES;
  presence?: Presence;
};

export function Avatar({ id, name, avatar, size = "md", presence }: Props) {
  return (
    <span className="relative inline-flex h-fit shrink-0" aria-hidden="true">
      {avatar ? (
        <img src={avatar} alt="" className={cx("rounded-full object-cover", SIZES[size])} />
      ) : (
        <span
          className={cx(
            "inline-flex items-center justify-center rounded-full font-semibold leading-none",
            SIZES[size],
            TINTS[hueOf(id)],
          )}
        >
          {initials(name)}
        </span>
      )}
      {presence && (
        <span
          className={cx("absolute -right-px -bottom-px size-3 rounded-full border-2 border-surface", DOTS[presence])}
        />
      )}
    </span>
  );
}
