// What this visitor talked about before, and with whom.
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/state";
import { fullTime } from "@/lib/dates";
import { useEarlier } from "../api/earlier";
import { Section } from "./section";

type Props = { visitor: string; current: string; hrefOf: (id: string) => string };

export function EarlierList({ visitor, current, hrefOf }: Props) {
  const { t } = useTranslation();
  const { data, isPending, isError, refetch } = useEarlier(visitor, current);
  return (
    <Section title={t("details.earlier")}>
      {isPending && <Skeleton className="h-10 w-full" />}
      {isError && (
        <p className="flex items-center gap-3 text-ink-2">
          {t("details.earlier_failed")}
          <Button size="sm" onClick={() => void refetch()}>
            {t("action.retry")}
          </Button>
        </p>
      )}
      {data?.length === 0 && <p className="text-ink-2">{t("details.earlier_none")}</p>}
      <ul className="-mx-2">
        {data?.map((item) => (
          <li key={item.id}>
            <Link to={hrefOf(item.id)} className="block rounded-lg px-2 py-2 hover:bg-hover">
              <span className="flex justify-between gap-3">
                <span className="font-medium">{fullTime(new Date(item.opened_at).getTime())}</span>
                {item.rating && (
                  <span className="text-ink-2">{t("details.rating_value", { score: item.rating.score })}</span>
                )}
              </span>
              <span className="line-clamp-1 text-ink-2">{item.last?.text ?? item.holder?.name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
