// A dialog that asks or shows one thing; Radix keeps focus, Escape and names right.
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./icon-button";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  hint?: string;
  children: ReactNode;
};

export function Dialog({ open, onOpenChange, title, hint, children }: Props) {
  const { t } = useTranslation();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-black/35 dark:bg-black/60" />
        <Radix.Content
          {...(hint ? {} : { "aria-describedby": undefined })}
          className="fixed inset-x-4 top-[12vh] z-40 mx-auto flex max-h-[76vh] max-w-[440px] animate-pop flex-col rounded-xl bg-raised shadow-pop outline-none"
        >
          <header className="flex items-start gap-3 px-6 pt-5">
            <div className="min-w-0 flex-1">
              <Radix.Title className="font-semibold text-base">{title}</Radix.Title>
              {hint && <Radix.Description className="mt-1 text-ink-2">{hint}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton label={t("action.close")} className="-mt-1.5 -mr-2.5">
                <X size={18} />
              </IconButton>
            </Radix.Close>
          </header>
          <div className="min-h-0 overflow-y-auto px-6 pt-4 pb-6">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
