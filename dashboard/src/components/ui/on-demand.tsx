// Loads what only a click shows (dialogs, mostly) when it is first asked for, or earlier when the browser has nothing to do.
import { type ComponentType, lazy, Suspense } from "react";

type Openable = { open: boolean };

const later: (callback: () => void) => void =
  "requestIdleCallback" in globalThis
    ? (callback) => requestIdleCallback(callback)
    : (callback) => setTimeout(callback, 2_000);

/** A component that is fetched on its own and only mounted while it is open. */
export function onDemand<Props extends Openable>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Loaded = lazy(() => load().then((component) => ({ default: component as ComponentType<Openable> })));
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
