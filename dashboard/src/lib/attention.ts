// Whether somebody looks at this page right now: only then has a message been read.
import { useSyncExternalStore } from "react";

const EVENTS = ["focus", "blur"] as const;

export const hasAttention = (): boolean => document.visibilityState === "visible" && document.hasFocus();

function subscribe(listener: () => void) {
  for (const name of EVENTS) window.addEventListener(name, listener);
  document.addEventListener("visibilitychange", listener);
  return () => {
    for (const name of EVENTS) window.removeEventListener(name, listener);
    document.removeEventListener("visibilitychange", listener);
  };
}

export const useAttention = (): boolean => useSyncExternalStore(subscribe, hasAttention);
