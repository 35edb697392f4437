// The line under the text: canned replies, what the keys do, what is too long, and the way out.
import { SquareSlash } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { TEXT_MAX } from "@/lib/protocol";

type Props = { over: number; onCanned: (() => void) | null; children: ReactNode };

export function ComposerBar({ over, onCanned, children }: Props) {
  const { t } = useTranslation();
  return (
    <div className="flex items-center gap-2 px-2 pb-2">
      {onCanned && (
        <IconButton label={t("composer.canned")} onClick={onCanned} className="size-8">
          <SquareSlash size={17} />
        </IconButton>
      )}
      {over > 0 ? (
        <p role="alert" className="min-w-0 flex-1 px-2 text-danger text-xs">
          {t("composer.too_long", { max: TEXT_MAX, over })}
        </p>
      ) : (
        <p className="hidden min-w-0 flex-1 truncate px-1 text-ink-3 text-xs lg:block">
          {onCanned && t("composer.hint")}
        </p>
      )}
      <span className="ml-auto">{children}</span>
    </div>
  );
}
