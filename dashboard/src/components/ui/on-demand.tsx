// Loads what only a click shows (dialogs, mostly) when it is first asked for, or earlier when the browser has nothing to do.
import { type ComponentType, lazy, Suspense } from "react";

type Openable = { open: boolean };

const later: (callback: () => void) => void =
  "requestIdleCallback" in globalThis
    ? (callback) => requestIdleCallback(callback)
    : (callback) => setTimeout(callback, 2_000);

/** Without a network what was asked for comes when there is one again; otherwise a failure is a failure. */
async function fetchPatiently<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (navigator.onLine) throw error;
      await new Promise((back) => addEventListener("online", back, { once: true }));
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
