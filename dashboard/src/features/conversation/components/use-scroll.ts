// The scroll of a transcript: stays at the end while one is there, and where one reads when older messages come above.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

const NEAR_PX = 48;
const UPWARDS_PX = 240;

type Scroll = {
  box: RefObject<HTMLDivElement | null>;
  atEnd: boolean;
  onScroll: () => void;
  toEnd: () => void;
};

export function useScroll(id: string, first: number, content: unknown, loadOlder: () => void): Scroll {
  const box = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const sticks = useRef(true);
  const before = useRef({ id, first, height: 0 });

  const toEnd = useCallback(() => {
    sticks.current = true;
    setAtEnd(true);
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever changes the height of the content moves the scroll.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const other = before.current.id !== id;
    const grewAbove = !other && first < before.current.first && before.current.first > 0;
    if (other || sticks.current) toEnd();
    else if (grewAbove) element.scrollTop += element.scrollHeight - before.current.height;
    before.current = { id, first, height: element.scrollHeight };
  }, [id, first, content, toEnd]);

  // The composer grows, a keyboard opens, the window narrows: the end stays in view.
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => sticks.current && toEnd());
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [toEnd]);

  const onScroll = useCallback(() => {
    const element = box.current;
    if (!element) return;
    sticks.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    setAtEnd(sticks.current);
    if (element.scrollTop < UPWARDS_PX) loadOlder();
  }, [loadOlder]);

  return { box, atEnd, onScroll, toEnd };
}
