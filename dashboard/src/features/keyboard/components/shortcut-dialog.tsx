// Which keys do what, and the switch for those whom single keys disturb.
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/state";
import { Switch } from "@/components/ui/switch";
import { useRemembered } from "@/lib/remembered";
import { shortcutsOn } from "@/lib/shortcuts";

const KEYS = [
  ["j", "next"],
  ["k", "previous"],
  ["r", "reply"],
  ["c", "claim"],
  ["e", "end"],
  ["/", "canned"],
  ["?", "help"],
] as const;

type Props = { open: boolean; onOpenChange: (open: boolean) => void };

export function ShortcutDialog(props: Props) {
  const { t } = useTranslation();
  const on = useRemembered(shortcutsOn);
  return (
    <Dialog {...props} title={t("keyboard.title")} hint={t("keyboard.hint")}>
      <dl className="divide-y divide-line">
        {KEYS.map(([key, name]) => (
          <div key={key} className="flex items-center justify-between py-2.5">
            <dt>{t(`keyboard.${name}`)}</dt>
            <dd>
              <Kbd>{key}</Kbd>
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-2 border-line border-t pt-2">
        <Switch label={t("keyboard.switch")} checked={on} onChange={shortcutsOn.set} />
      </div>
    </Dialog>
  );
}
