// Says quietly that the connection is gone, once it is gone for longer than a hiccup.
import { CloudOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLink } from "@/lib/live/use-desk";

const HICCUP_MS = 1_500;

export function ConnectionLine() {
  const { t } = useTranslation();
  const gone = useLink() !== "online";
  const [told, setTold] = useState(false);
  useEffect(() => {
    if (!gone) return setTold(false);
    const timer = setTimeout(() => setTold(true), HICCUP_MS);
    return () => clearTimeout(timer);
  }, [gone]);
  return (
    <div role="status" aria-live="polite">
      {told && (
        <p className="flex animate-fade items-center justify-center gap-2 bg-wait-soft px-4 py-1.5 text-wait text-xs">
          <CloudOff size={14} aria-hidden="true" />
          <span className="font-semibold">{t("link.offline")}</span>
          <span className="hidden sm:inline">{t("link.kept")}</span>
        </p>
      )}
    </div>
  );
}
