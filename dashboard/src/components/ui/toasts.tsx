// The news at the edge of the screen, which screen readers read out.
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast } from "radix-ui";
import { useTranslation } from "react-i18next";
import { useNews, withdraw } from "./announce";

export function Toasts(_: { open: boolean }) {
  const { t } = useTranslation();
  const news = useNews();
  return (
    <Toast.Provider duration={5000} swipeDirection="down" label={t("notifications.title")}>
      {news.map((one) => (
        <Toast.Root
          key={one.id}
          type={one.bad ? "foreground" : "background"}
          onOpenChange={(open) => !open && withdraw(one.id)}
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
