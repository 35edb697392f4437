// Short news at the edge of the screen, read out by screen readers: what an act has done, or why it could not.
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast } from "radix-ui";
import { useTranslation } from "react-i18next";
import { Observable, useObserved } from "@/lib/live/observable";

type News = { id: number; text: string; bad: boolean };

const changes = new Observable<"toasts">();
let shown: readonly News[] = [];
let count = 0;

function show(next: readonly News[]) {
  shown = next;
  changes.notify("toasts");
}

export function announce(text: string, bad = false): void {
  count += 1;
  show([...shown.slice(-2), { id: count, text, bad }]);
}

export function Toasts() {
  const { t } = useTranslation();
  const news = useObserved(changes, "toasts", () => shown);
  return (
    <Toast.Provider duration={5000} swipeDirection="down" label={t("notifications.title")}>
      {news.map((one) => (
        <Toast.Root
          key={one.id}
          type={one.bad ? "foreground" : "background"}
          onOpenChange={(open) => !open && show(shown.filter((other) => other.id !== one.id))}
          className="flex animate-rise items-center gap-2.5 rounded-xl bg-ink py-2 pr-2 pl-3.5 text-canvas shadow-pop"
        >
          {one.bad ? <CircleAlert size={18} className="shrink-0" /> : <CircleCheck size={18} className="shrink-0" />}
          <Toast.Description className="min-w-0 flex-1">{one.text}</Toast.Description>
          <Toast.Close
            aria-label={t("action.close")}
            className="flex size-8 items-center justify-center rounded-lg hover:bg-white/15 dark:hover:bg-black/10"
          >
            <X size={16} />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="fixed bottom-6 left-1/2 z-50 flex w-max max-w-[calc(100vw-32px)] -translate-x-1/2 flex-col gap-2 outline-none" />
    </Toast.Provider>
  );
}
