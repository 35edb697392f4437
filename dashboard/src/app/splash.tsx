// The moment before it is known who is signed in.
import { useTranslation } from "react-i18next";
import { Logo } from "@/components/ui/logo";

export function Splash({ unreachable }: { unreachable: boolean }) {
  const { t } = useTranslation();
  return (
    <main role="status" className="flex h-full flex-col items-center justify-center gap-4 p-8 text-center">
      <Logo className="size-12 animate-shimmer" />
      <p className={unreachable ? "text-ink-2" : "sr-only"}>
        {unreachable ? t("error.unreachable") : t("app.loading")}
      </p>
    </main>
  );
}
