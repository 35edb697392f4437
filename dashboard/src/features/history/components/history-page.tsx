// The history: what was found on the left, the conversation on the right; on a phone one at a time.
import { MessagesSquare } from "lucide-react";
import { useCallback, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate, useParams } from "react-router";
import { PaneState } from "@/components/ui/state";
import type { Account } from "@/lib/access";
import { cx } from "@/lib/class-names";
import { useShortcut } from "@/lib/shortcuts";
import { useStaff } from "@/lib/staff";
import { type Found, useSearch } from "../api/archive";
import { isFiltered } from "../api/filters";
import { ArchivedPane, type Draw } from "./archived-pane";
import { Results } from "./results";
import { SearchBar } from "./search-bar";
import { useFilters } from "./use-filters";

type Props = { account: Account; draw: Draw };

export function HistoryPage({ account, draw }: Props) {
  const { t } = useTranslation("history");
  const { id } = useParams();
  const navigate = useNavigate();
  const box = useRef<HTMLInputElement>(null);
  const { shown, asked, search, change } = useFilters();
  const results = useSearch(asked);
  const staff = useStaff(account.role !== "agent");
  const items = useMemo(() => results.data?.pages.flatMap((page) => page.items) ?? [], [results.data]);
  const names = useMemo(() => new Map(staff.data?.map((agent) => [agent.id, agent.name])), [staff.data]);
  const nameOf = useCallback((agent: string) => names.get(agent), [names]);
  const back = search ? `/history?${search}` : "/history";
  const hrefOf = useCallback(
    (found: Found) => {
      const at = found.hit?.message ? `#${found.hit.message.seq}` : "";
      return `/history/${found.id}${search ? `?${search}` : ""}${at}`;
    },
    [search],
  );

  function move(step: 1 | -1) {
    const at = items.findIndex((found) => found.id === id);
    const next = items[at < 0 ? 0 : at + step];
    if (next) navigate(hrefOf(next));
  }
  useShortcut("j", () => move(1));
  useShortcut("k", () => move(-1));
  useShortcut("/", () => box.current?.focus());

  const at = Number(useLocation().hash.slice(1)) || null;
  return (
    <div className="flex h-full min-h-0">
      <div
        className={cx(
          "flex h-full w-full shrink-0 flex-col border-line bg-surface md:w-[360px] md:border-r lg:w-[420px]",
          id && "hidden md:flex",
        )}
      >
        <SearchBar
          filters={shown}
          onChange={change}
          agents={account.role === "agent" ? null : (staff.data ?? [])}
          searching={results.isFetching}
          box={box}
        />
        <div role="status" aria-live="polite" className="sr-only">
          {results.isSuccess && !results.isPlaceholderData && t("result.count", { count: items.length })}
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto">
          <Results
            search={results}
            items={items}
            filtered={isFiltered(asked)}
            current={id}
            hrefOf={hrefOf}
            nameOf={nameOf}
          />
        </div>
      </div>
      <div className={cx("min-w-0 flex-1 bg-surface", !id && "hidden md:block")}>
        {id ? (
          <ArchivedPane
            key={id}
            id={id}
            account={account}
            line={asked.q}
            at={at}
            back={back}
            nameOf={nameOf}
            draw={draw}
          />
        ) : (
          <PaneState icon={<MessagesSquare size={22} />} title={t("pick.title")} hint={t("pick.hint")} />
        )}
      </div>
    </div>
  );
}
