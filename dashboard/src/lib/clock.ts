// One clock for the page: the server's, as far as an answer's Date header tells it, ticking once a second for those who watch.
import { useSyncExternalStore } from "react";

let skew = 0;
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();

/** The header has whole seconds, so less than two seconds of difference is no news. */
export function learnServerTime(header: string | null): void {
  const server = header ? Date.parse(header) : Number.NaN;
  if (Number.isNaN(server)) return;
  const difference = server + 500 - Date.now();
  skew = Math.abs(difference) < 2000 ? 0 : difference;
}

export const serverNow = (): number => Date.now() + skew;

function tick() {
  now = serverNow();
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void) {
  watchers.add(watcher);
  if (watchers.size === 1) {
    now = serverNow();
    timer = setInterval(tick, 1000);
  }
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) clearInterval(timer);
  };
}

export const useNow = (): number => useSyncExternalStore(watch, () => now);
