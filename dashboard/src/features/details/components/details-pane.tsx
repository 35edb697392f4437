// Who the visitor is: contact, answers, visit, tags and earlier conversations.
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Avatar } from "@/components/ui/avatar";
import { IconButton } from "@/components/ui/icon-button";
import { Skeleton } from "@/components/ui/state";
import { useSession } from "@/lib/live/use-desk";
import type { SessionSummary } from "@/lib/protocol";
import { answers, useFormFields } from "../api/form-fields";
import { EarlierList } from "./earlier-list";
import { Row, Section } from "./section";
import { Tags } from "./tags";
import { Visit } from "./visit";

type Props = { open: boolean; id: string; onClose: () => void; hrefOf: (id: string) => string };

function Contact({ summary }: { summary: SessionSummary }) {
  const { t } = useTranslation();
  const { name, phone, address } = summary.visitor;
  return (
    <Section title={t("details.contact")}>
      <dl>
        <Row label={t("details.name")} copy={name}>
          {name}
        </Row>
        <Row label={t("details.phone")} copy={phone}>
          {phone ? (
            <a href={`tel:${phone.replace(/[^+\d]/g, "")}`} className="text-brand-ink tabular-nums hover:underline">
              {phone}
            </a>
          ) : (
            t("details.unknown")
          )}
        </Row>
        {address && (
          <Row label={t("details.address")} copy={address}>
            {address}
          </Row>
        )}
      </dl>
    </Section>
  );
}

function Answers({ summary }: { summary: SessionSummary }) {
  const { t, i18n } = useTranslation();
  const { data = [] } = useFormFields();
  const given = answers(summary.form, data, i18n.language === "en" ? "en" : "vi");
  if (given.length === 0) return null;
  return (
    <Section title={t("details.form")}>
      <dl>
        {given.map(({ id, label, value }) => (
          <Row key={id} label={label}>
            {typeof value === "boolean" ? t(value ? "details.yes" : "details.no") : value}
          </Row>
        ))}
      </dl>
    </Section>
  );
}

export function DetailsPane({ id, onClose, hrefOf }: Props) {
  const { t } = useTranslation();
  const summary = useSession(id);
  return (
    <aside aria-label={t("details.title")} className="flex h-full min-h-0 flex-col bg-surface">
      <header className="flex items-center justify-between px-5 pt-4 pb-2">
        <h2 className="font-semibold">{t("details.title")}</h2>
        <IconButton label={t("action.close")} onClick={onClose} className="-mr-2">
          <X size={18} />
        </IconButton>
      </header>
      {summary ? (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <div className="flex flex-col items-center gap-2 px-5 pt-2 pb-5 text-center">
            <Avatar
              id={summary.visitor.id}
              name={summary.visitor.name}
              size="lg"
              presence={summary.visitor_online ? "online" : "offline"}
            />
            <p className="font-semibold text-base">{summary.visitor.name}</p>
            <p className="-mt-2 text-ink-2">
              {summary.visitor_online ? t("conversation.visitor_online") : t("conversation.visitor_offline")}
            </p>
          </div>
          <Section title={t("details.tags")}>
            <Tags summary={summary} />
          </Section>
          <Contact summary={summary} />
          <Answers summary={summary} />
          {summary.rating && (
            <Section title={t("details.rating")}>
              <p className="font-medium">{t("details.rating_value", { score: summary.rating.score })}</p>
              {summary.rating.comment && <p className="text-ink-2 wrap-anywhere">“{summary.rating.comment}”</p>}
            </Section>
          )}
          <Visit summary={summary} />
          <EarlierList visitor={summary.visitor.id} current={id} hrefOf={hrefOf} />
        </div>
      ) : (
        <div className="space-y-4 p-5">
          <Skeleton className="mx-auto size-14 rounded-full" />
          <Skeleton className="h-4 w-2/3" />
          <Skeleton className="h-4 w-1/2" />
        </div>
      )}
    </aside>
  );
}
