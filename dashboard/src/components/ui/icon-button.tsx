// A button that shows an icon alone, so it says its name in a tooltip and to screen readers.
import type { ComponentProps, ReactNode } from "react";
import { Button } from "./button";
import { Tip } from "./tip";

type Props = ComponentProps<typeof Button> & { label: string; children: ReactNode };

export function IconButton({ label, children, look = "quiet", ...rest }: Props) {
  return (
    <Tip label={label}>
      <Button size="icon" look={look} aria-label={label} {...rest}>
        {children}
      </Button>
    </Tip>
  );
}
