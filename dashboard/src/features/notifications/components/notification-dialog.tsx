// The switches of what may call the agent.
import { Volume2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Switch } from "@/components/ui/switch";
import { useRemembered } from "@/lib/remembered";
import { chime } from "../api/chime";
import { browserNotice, faviconCount, sound, titleCount } from "../api/choices";

type Props = { open: boolean; onOpenChange: (open: boolean) => void };

function BrowserSwitch() {
  const { t } = useTranslation();
  const supported = "Notification" in window;
  const [permission, setPermission] = useState(supported ? Notification.permission : "denied");
  const wanted = useRemembered(browserNotice);
  async function change(on: boolean) {
    if (on && permission !== "granted") {
      const answer = await Notification.requestPermission();
      setPermission(answer);
      if (answer !== "granted") return;
    }
    browserNotice.set(on);
  }
  const hint = !supported
    ? t("notifications.browser_unsupported")
    : permission === "denied"
      ? t("notifications.browser_denied")
      : undefined;
  return (
    <Switch
      label={t("notifications.browser")}
      hint={hint}
      checked={wanted && permission === "granted"}
      disabled={!supported || permission === "denied"}
      onChange={(on) => void change(on)}
    />
  );
}

export function NotificationDialog(props: Props) {
  const { t } = useTranslation();
  return (
    <Dialog {...props} title={t("notifications.title")} hint={t("notifications.hint")}>
      <div className="divide-y divide-line">
        <Switch label={t("notifications.sound")} checked={useRemembered(sound)} onChange={sound.set} />
        <Switch label={t("notifications.title_count")} checked={useRemembered(titleCount)} onChange={titleCount.set} />
        <Switch label={t("notifications.favicon")} checked={useRemembered(faviconCount)} onChange={faviconCount.set} />
        <BrowserSwitch />
      </div>
      <Button className="mt-4" onClick={() => void chime("message")}>
        <Volume2 size={16} aria-hidden="true" />
        {t("notifications.test_sound")}
      </Button>
    </Dialog>
  );
}
