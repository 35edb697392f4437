// A tooltip for what an icon means.
import { Tooltip } from "radix-ui";
import type { ReactElement } from "react";

type Props = { label: string; side?: "top" | "right" | "bottom" | "left"; children: ReactElement };

export function Tip({ label, side = "bottom", children }: Props) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={6}
          className="z-50 max-w-64 animate-fade rounded-md bg-ink px-2 py-1 text-canvas text-xs"
        >
          {label}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
