// First of all: does a person have to act, and where.
import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Check } from "../api/snapshot";

export function Verdict({ checks }: { checks: Check[] }) {
  const { t } = useTranslation("ops");
  const bad = checks.filter((check) => check.state === "bad");
  if (bad.length === 0) {
    return (
      <p role="status" className="flex items-center gap-3 rounded-xl border border-line bg-raised px-5 py-4">
        <CircleCheck size={22} aria-hidden="true" className="text-good" />
        <span className="font-semibold text-[15px]">{t("verdict.well")}</span>
      </p>
    );
  }
  return (
    <section role="alert" className="rounded-xl bg-danger-soft px-5 py-4 text-danger">
      <h2 className="flex items-center gap-3 font-semibold text-[15px]">
        <CircleAlert size={22} aria-hidden="true" />
        {t("verdict.act", { count: bad.length })}
      </h2>
      <ul className="mt-2 ml-[34px] list-disc space-y-1 pl-4">
        {bad.map(({ name }) => (
          <li key={name}>{t(`check.${name as "redis"}`)}</li>
        ))}
      </ul>
    </section>
  );
}
