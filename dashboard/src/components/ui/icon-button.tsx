// A button that shows an icon alone, so it says its name to those who point at it and to screen readers.
import type { ComponentProps, ReactNode } from "react";
import { Button } from "./button";

type Props = ComponentProps<typeof Button> & { label: string; children: ReactNode };

export function IconButton({ label, children, look = "quiet", ...rest }: Props) {
  return (
    <Button size="icon" look={look} aria-label={label} title={label} {...rest}>
      {children}
    </Button>
  );
}
