// What is known of a conversation beside what was said.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { fullTime } from "@/lib/dates";
import { lengthOf } from "@/lib/durations";
import { callApi } from "@/lib/http";
import { safeHref } from "@/lib/links";
import type { Archived } from "../api/archive";
import type { NameOf } from "./archived-pane";

type Label = { vi: string; en: string };
type Field = { id: string; label: Label; options?: { value: string; label: Label }[] };

const CONTACT = new Set(["name", "phone", "address", "message"]);

const useFields = () =>
  useQuery({
    queryKey: ["form-fields"],
    queryFn: ({ signal }) => callApi<{ items: Field[] }>("/api/form-fields", { signal }),
    staleTime: 5 * 60_000,
  });

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mb-5 last:mb-0">
      <h3 className="mb-1.5 font-semibold text-ink-2 text-xs">{title}</h3>
      <dl>{children}</dl>
    </section>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 py-1">
      <dt className="w-28 shrink-0 text-ink-3">{label}</dt>
      <dd className="min-w-0 flex-1 wrap-anywhere">{children}</dd>
    </div>
  );
}

function Answers({ form }: { form: Archived["form"] }) {
  const { t, i18n } = useTranslation("history");
  const language = i18n.language === "en" ? "en" : "vi";
  const known = new Map(useFields().data?.items.map((field) => [field.id, field]));
  const given = Object.entries(form).filter(([id, value]) => !CONTACT.has(id) && value !== "");
  if (given.length === 0) return null;
  return (
    <Group title={t("facts.form")}>
      {given.map(([id, value]) => {
        const field = known.get(id);
        const option = field?.options?.find((one) => one.value === value);
        const said = typeof value === "boolean" ? t(value ? "facts.yes" : "facts.no") : value;
        return (
          <Row key={id} label={field?.label[language] || id}>
            {option?.label[language] || said}
          </Row>
        );
      })}
    </Group>
  );
}

function Course({ archived, nameOf }: { archived: Archived; nameOf: NameOf }) {
  const { t } = useTranslation("history");
  const { opened_at, closed_at, first_reply_at, rating, tags, agents } = archived;
  const who = agents.map((agent) => nameOf(agent)).filter(Boolean);
  return (
    <Group title={t("facts.course")}>
      <Row label={t("facts.opened")}>{fullTime(opened_at)}</Row>
      {first_reply_at !== null && <Row label={t("facts.first_reply")}>{lengthOf(first_reply_at - opened_at)}</Row>}
      {closed_at !== null && <Row label={t("facts.closed")}>{fullTime(closed_at)}</Row>}
      {who.length > 0 && <Row label={t("facts.agents")}>{who.join(", ")}</Row>}
      {tags.length > 0 && <Row label={t("facts.tags")}>{tags.join(", ")}</Row>}
      {rating && (
        <Row label={t("facts.rating")}>
          {t("facts.score", { score: rating.score })}
          {rating.comment && <span className="block text-ink-2">“{rating.comment}”</span>}
        </Row>
      )}
    </Group>
  );
}

export function Facts({ archived, nameOf }: { archived: Archived; nameOf: NameOf }) {
  const { t } = useTranslation("history");
  const { visitor } = archived;
  const page = visitor.page && safeHref(visitor.page.url);
  return (
    <>
      <Course archived={archived} nameOf={nameOf} />
      <Group title={t("facts.visitor")}>
        <Row label={t("facts.phone")}>{visitor.phone || t("facts.unknown")}</Row>
        {visitor.address && <Row label={t("facts.address")}>{visitor.address}</Row>}
        {visitor.ip && <Row label={t("facts.ip")}>{visitor.ip}</Row>}
        {visitor.page && (
          <Row label={t("facts.page")}>
            {page ? (
              <a
                href={page}
                target="_blank"
                rel="noopener noreferrer nofollow"
                className="text-brand-ink underline-offset-2 hover:underline"
              >
                {visitor.page.title || visitor.page.url}
              </a>
            ) : (
              visitor.page.title || visitor.page.url
            )}
          </Row>
        )}
      </Group>
      <Answers form={archived.form} />
    </>
  );
}
