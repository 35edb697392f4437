// Loads what only a click shows (dialogs, mostly) when it is first asked for, or earlier when the browser has nothing to do.
import { type ComponentType, lazy, Suspense } from "react";

type Openable = { open: boolean };

const later: (callback: () => void) => void =
  "requestIdleCallback" in globalThis
    ? (callback) => requestIdleCallback(callback)
    : (callback) => setTimeout(callback, 2_000);

const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000];

/** Without a network it waits for one; with one that fails it tries again for a while before a failure is a failure. */
async function fetchPatiently<T>(load: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; ) {
    try {
      return await load();
    } catch (error) {
      const pause = PAUSES_MS[tries];
      if (!navigator.onLine) await new Promise((back) => addEventListener("online", back, { once: true }));
      else if (pause === undefined) throw error;
      else {
        tries += 1;
        await new Promise((over) => setTimeout(over, pause));
      }
    }
  }
}

/** A component that is fetched on its own and only mounted while it is open. */
export function onDemand<Props extends Openable>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Loaded = lazy(() =>
    fetchPatiently(load).then((component) => ({ default: component as ComponentType<Openable> })),
  );
  let asked = false;
  return function OnDemand(props: Props) {
    if (!asked) {
      asked = true;
      later(() => void load().catch(() => undefined));
    }
    if (!props.open) return null;
    return (
      <Suspense fallback={null}>
        <Loaded {...props} />
      </Suspense>
    );
  };
}
