// Where the visitor is and with what.
import { useTranslation } from "react-i18next";
import { useNow } from "@/lib/clock";
import { fullTime, timeIn } from "@/lib/dates";
import { safeHref } from "@/lib/links";
import type { SessionSummary } from "@/lib/protocol";
import { readDevice } from "../api/device";
import { Row, Section } from "./section";

const KINDS = { phone: "details.phone_device", tablet: "details.tablet", desktop: "details.desktop" } as const;

function languageName(code: string, reader: string): string {
  try {
    return new Intl.DisplayNames(reader, { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** An address as people say it: without scheme and closing slash. */
const shorten = (url: string): string => url.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "");

function Address({ url, text }: { url: string; text: string }) {
  const href = safeHref(url);
  if (!href) return <>{text}</>;
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="text-brand-ink underline-offset-2 hover:underline"
    >
      {text}
    </a>
  );
}

function LocalTime({ zone }: { zone: string }) {
  const { t } = useTranslation();
  const time = timeIn(zone, useNow());
  if (time === null) return null;
  return (
    <Row label={t("details.local_time")}>
      <time title={zone}>{time}</time>
    </Row>
  );
}

export function Visit({ summary }: { summary: SessionSummary }) {
  const { t, i18n } = useTranslation();
  const { visitor } = summary;
  const device = readDevice(visitor.user_agent ?? "");
  const system = device.system ? `${t(KINDS[device.kind])} · ${device.system}` : t(KINDS[device.kind]);
  return (
    <Section title={t("details.visit")}>
      <dl>
        <Row label={t("details.page")}>
          {visitor.page ? (
            <Address url={visitor.page.url} text={visitor.page.title || shorten(visitor.page.url)} />
          ) : (
            t("details.unknown")
          )}
        </Row>
        <Row label={t("details.referrer")}>
          {visitor.referrer ? <Address url={visitor.referrer} text={shorten(visitor.referrer)} /> : t("details.direct")}
        </Row>
        <Row label={t("details.device")}>{visitor.user_agent ? system : t("details.unknown")}</Row>
        <Row label={t("details.browser")}>{device.browser ?? t("details.unknown")}</Row>
        <Row label={t("details.ip")} copy={visitor.ip}>
          {visitor.ip || t("details.unknown")}
        </Row>
        {visitor.tz && <LocalTime zone={visitor.tz} />}
        {visitor.lang && <Row label={t("details.language")}>{languageName(visitor.lang, i18n.language)}</Row>}
        <Row label={t("details.opened")}>{fullTime(summary.opened_at)}</Row>
      </dl>
    </Section>
  );
}
