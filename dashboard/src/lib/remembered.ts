// A choice of this browser (theme, language, sounds) that outlives the tab, and reaches the other tabs.
import { useSyncExternalStore } from "react";

export type Remembered<T> = { get: () => T; set: (value: T) => void; subscribe: (listener: () => void) => () => void };

export function remembered<T>(name: string, first: T): Remembered<T> {
  const key = `alo:${name}`;
  const listeners = new Set<() => void>();
  let value = read(key, first);
  const tell = () => {
    for (const listener of listeners) listener();
  };
  if (typeof window !== "undefined") {
    window.addEventListener("storage", (event) => {
      if (event.key !== key) return;
      value = read(key, first);
      tell();
    });
  }
  return {
    get: () => value,
    set(next) {
      value = next;
      write(key, next);
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const useRemembered = <T>(choice: Remembered<T>): T => useSyncExternalStore(choice.subscribe, choice.get);

function read<T>(key: string, first: T): T {
  try {
    const stored = localStorage.getItem(key);
    return stored === null ? first : (JSON.parse(stored) as T);
  } catch {
    return first;
  }
}

// Private windows may refuse to store; the choice then lasts as long as the tab.
function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    return;
  }
}
