// Short news for the agent: what an act has done, or why it could not. Anybody may announce; the edge of the screen shows it.
import { Observable, useObserved } from "@/lib/live/observable";

export type News = { id: number; text: string; bad: boolean };

const changes = new Observable<"news">();
let shown: readonly News[] = [];
let count = 0;

function show(next: readonly News[]): void {
  shown = next;
  changes.notify("news");
}

export function announce(text: string, bad = false): void {
  count += 1;
  show([...shown.slice(-2), { id: count, text, bad }]);
}

export const withdraw = (id: number): void => show(shown.filter((one) => one.id !== id));
export const useNews = (): readonly News[] => useObserved(changes, "news", () => shown);
