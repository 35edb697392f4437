// A labelled on/off choice that takes effect at once.
import { Switch as Radix } from "radix-ui";
import { type ReactNode, useId } from "react";

type Props = {
  label: string;
  hint?: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
};

export function Switch({ label, hint, checked, disabled = false, onChange }: Props) {
  const id = useId();
  return (
    <div className="flex items-start gap-4 py-2.5">
      <label htmlFor={id} className="min-w-0 flex-1">
        {label}
        {hint && <span className="block text-ink-3 text-xs">{hint}</span>}
      </label>
      <Radix.Root
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        className="h-6 w-10 shrink-0 rounded-full bg-ink-3 p-0.5 transition-colors duration-150 disabled:opacity-40 data-[state=checked]:bg-brand"
      >
        <Radix.Thumb className="block size-5 rounded-full bg-white transition-transform duration-150 data-[state=checked]:translate-x-4" />
      </Radix.Root>
    </div>
  );
}
