// Single-key shortcuts: one listener, silent while somebody types, while a dialog is open, or when they are switched off.
import { useLayoutEffect, useRef } from "react";
import { remembered } from "./remembered";

export const shortcutsOn = remembered("shortcuts", true);

type Act = () => void;
const acts = new Map<string, Act>();

const TYPING = 'input, textarea, select, [contenteditable="true"]';
const OVERLAY = '[role="dialog"], [role="alertdialog"], [role="menu"]';

function isBusy(target: EventTarget | null): boolean {
  const typing = target instanceof Element && target.closest(TYPING) !== null;
  return typing || document.querySelector(OVERLAY) !== null;
}

function press(event: KeyboardEvent): void {
  if (!shortcutsOn.get() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const act = acts.get(event.key);
  if (!act || isBusy(event.target)) return;
  event.preventDefault();
  act();
}

export function startShortcuts(): void {
  document.addEventListener("keydown", press);
}

// In layout effects: as soon as a conversation can be seen, a key acts on that one and not on the one before.
export function useShortcut(key: string, act: Act | null): void {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  const bound = act !== null;
  useLayoutEffect(() => {
    if (!bound) return;
    const call = () => latest.current?.();
    acts.set(key, call);
    return () => {
      if (acts.get(key) === call) acts.delete(key);
    };
  }, [key, bound]);
}
