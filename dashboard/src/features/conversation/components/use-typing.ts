// Tells the visitor that somebody types: at most every three seconds, and when it stops.
import { useCallback, useEffect, useRef } from "react";
import { useDesk } from "@/lib/live/use-desk";

const AGAIN_MS = 3_000;

export function useTypingSignal(id: string): (on: boolean) => void {
  const desk = useDesk();
  const told = useRef(0);
  const tell = useCallback(
    (on: boolean) => {
      const now = Date.now();
      if (on ? now - told.current < AGAIN_MS : told.current === 0) return;
      told.current = on ? now : 0;
      desk.typed(id, on);
    },
    [desk, id],
  );
  useEffect(() => () => tell(false), [tell]);
  return tell;
}
