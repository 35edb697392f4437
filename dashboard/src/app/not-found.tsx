// A path that leads nowhere, or to what this role may not see.
import { SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { PaneState } from "@/components/ui/state";

export function NotFound() {
  const { t } = useTranslation();
  const home = (
    <Link to="/inbox/waiting" className="font-medium text-brand-ink underline underline-offset-2">
      {t("error.to_inbox")}
    </Link>
  );
  return (
    <PaneState
      icon={<SearchX size={22} />}
      title={t("error.not_found")}
      hint={t("error.not_found_hint")}
      action={home}
    />
  );
}
