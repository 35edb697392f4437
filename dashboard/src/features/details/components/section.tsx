// A titled part of the details, and its rows of name and value.
import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "@/components/ui/announce";
import { IconButton } from "@/components/ui/icon-button";

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-line border-t px-5 py-4 first:border-t-0">
      <h3 className="mb-2 font-semibold text-ink-2 text-xs">{title}</h3>
      {children}
    </section>
  );
}

type RowProps = { label: string; children: ReactNode; copy?: string | undefined };

export function Row({ label, children, copy }: RowProps) {
  const { t } = useTranslation();
  return (
    <div className="group flex min-h-7 items-start gap-3 py-1">
      <dt className="w-28 shrink-0 text-ink-3">{label}</dt>
      <dd className="flex min-w-0 flex-1 items-start gap-2">
        <span className="min-w-0 flex-1 wrap-anywhere">{children}</span>
        {copy && (
          <IconButton
            label={`${t("action.copy")}: ${label}`}
            className="-my-2 size-8 opacity-0 focus-visible:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
            onClick={() => void navigator.clipboard.writeText(copy).then(() => announce(t("action.copied")))}
          >
            <Copy size={14} />
          </IconButton>
        )}
      </dd>
    </div>
  );
}
