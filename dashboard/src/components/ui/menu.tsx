// A menu of acts or choices, with Radix's keyboard and focus.
import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode, RefObject } from "react";
import { cx } from "@/lib/class-names";

export type MenuProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The button that opens it: it is there before this code is, and gets the focus back. */
  button: RefObject<HTMLButtonElement | null>;
};

type Props = MenuProps & { children: ReactNode; align?: "start" | "end"; side?: "top" | "right" | "bottom" };

/** To be placed beside its button in an element that is `relative`. */
export function Menu({ open, onOpenChange, button, children, align = "end", side = "bottom" }: Props) {
  return (
    <DropdownMenu.Root open={open} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger asChild>
        <span aria-hidden="true" className="pointer-events-none absolute inset-0" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          side={side}
          sideOffset={8}
          collisionPadding={8}
          aria-label={button.current?.ariaLabel ?? ""}
          aria-labelledby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            button.current?.focus();
          }}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-56 animate-pop overflow-y-auto rounded-xl bg-raised p-1.5 shadow-pop"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const ROW =
  "flex min-h-9 w-full select-none items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-left outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-50";

type ItemProps = { icon?: ReactNode; children: ReactNode; onSelect: () => void; danger?: boolean; disabled?: boolean };

export function MenuItem({ icon, children, onSelect, danger, disabled = false }: ItemProps) {
  return (
    <DropdownMenu.Item
      className={cx(ROW, "cursor-pointer", danger && "text-danger")}
      onSelect={onSelect}
      disabled={disabled}
    >
      {icon && <span className={danger ? "" : "text-ink-3"}>{icon}</span>}
      {children}
    </DropdownMenu.Item>
  );
}

type ChoiceProps<T extends string> = {
  label: string;
  value: T;
  choices: { value: T; label: ReactNode; hint?: string }[];
  onChoose: (value: T) => void;
};

export function MenuChoice<T extends string>({ label, value, choices, onChoose }: ChoiceProps<T>) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={(chosen) => onChoose(chosen as T)} aria-label={label}>
      <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-ink-3 text-xs">{label}</DropdownMenu.Label>
      {choices.map((choice) => (
        <DropdownMenu.RadioItem
          key={choice.value}
          value={choice.value}
          className={cx(ROW, "cursor-pointer")}
          onSelect={(event) => event.preventDefault()}
        >
          <span className="min-w-0 flex-1">
            <span className="flex items-center gap-2">{choice.label}</span>
            {choice.hint && <span className="block text-ink-3 text-xs">{choice.hint}</span>}
          </span>
          <DropdownMenu.ItemIndicator>
            <Check size={16} className="text-brand-ink" />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export const MenuLine = () => <DropdownMenu.Separator className="my-1.5 h-px bg-line" />;
