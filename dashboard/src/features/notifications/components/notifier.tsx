// Watches the inbox and calls the agent: sound, title, favicon and the browser's own notification.
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { hasAttention } from "@/lib/attention";
import { useDesk, useOrders } from "@/lib/live/use-desk";
import { useRemembered } from "@/lib/remembered";
import { becomeBell } from "../api/bell";
import { chime } from "../api/chime";
import { browserNotice, faviconCount, sound, titleCount } from "../api/choices";
import { showFavicon } from "../api/favicon";
import { type News, newsOf } from "../api/news";

function useCounts(): void {
  const { t, i18n } = useTranslation();
  const { unread } = useOrders();
  const inTitle = useRemembered(titleCount);
  const inFavicon = useRemembered(faviconCount);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the title follows the language too.
  useEffect(() => {
    const name = `${t("rail.inbox")} · ${t("app.name")}`;
    document.title = inTitle && unread > 0 ? `(${unread}) ${name}` : name;
  }, [unread, inTitle, t, i18n.language]);
  useEffect(() => {
    showFavicon(inFavicon ? unread : 0).catch(() => undefined);
  }, [unread, inFavicon]);
}

export function Notifier() {
  const { t } = useTranslation();
  const desk = useDesk();
  const navigate = useNavigate();
  const bell = useRef<ReturnType<typeof becomeBell>>(null);
  useCounts();

  // Of its own: given back and asked for again with every page, it would be nobody's for a moment.
  useEffect(() => {
    const held = becomeBell();
    bell.current = held;
    return held.stop;
  }, []);

  useEffect(() => {
    function notify({ kind, summary }: News) {
      const notice = new Notification(t(`notifications.${kind}`, { name: summary.visitor.name }), {
        ...(summary.last?.text ? { body: summary.last.text } : {}),
        tag: `alo-${summary.id}`,
        icon: "/dashboard/favicon.svg",
      });
      notice.onclick = () => {
        window.focus();
        navigate(`/inbox/${kind === "new_waiting" ? "waiting" : "mine"}/${summary.id}`);
        notice.close();
      };
    }

    desk.onArrival = (change) => {
      const news = newsOf(change, desk.inbox.me?.id, desk.took(change.after.id));
      if (!news || !bell.current?.rings()) return;
      const seen = hasAttention() && desk.isSelected(news.summary.id);
      if (sound.get() && !seen) void chime(news.kind === "message" ? "message" : "conversation");
      if (browserNotice.get() && !hasAttention() && Notification.permission === "granted") notify(news);
    };
    return () => {
      desk.onArrival = () => undefined;
    };
  }, [desk, navigate, t]);

  return null;
}
