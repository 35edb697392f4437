// Lets React read live state that lives outside of it, one key at a time, so that an event redraws one row and not the list.
import { useCallback, useSyncExternalStore } from "react";

export class Observable<Key> {
  readonly #listeners = new Map<Key, Set<() => void>>();

  subscribe(key: Key, listener: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key);
    };
  }

  notify(key: Key): void {
    const listeners = this.#listeners.get(key);
    if (listeners) for (const listener of [...listeners]) listener();
  }
}

export function useObserved<Key, Value>(source: Observable<Key>, key: Key, read: () => Value): Value {
  const subscribe = useCallback((listener: () => void) => source.subscribe(key, listener), [source, key]);
  return useSyncExternalStore(subscribe, read, read);
}
