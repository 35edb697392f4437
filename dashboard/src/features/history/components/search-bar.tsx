// One line for names, phone numbers and words, and the filters that narrow it.
import { Search, SlidersHorizontal, X } from "lucide-react";
import { type RefObject, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/form";
import { IconButton } from "@/components/ui/icon-button";
import { serverNow } from "@/lib/clock";
import { dayOf, PERIODS, type Period, periodOf, spanOf } from "@/lib/days";
import type { Agent } from "@/lib/staff";
import { type Filters, isFiltered, NAMES, STATUSES } from "../api/filters";

type Props = {
  filters: Filters;
  onChange: (filters: Filters) => void;
  agents: Agent[] | null;
  searching: boolean;
  box: RefObject<HTMLInputElement | null>;
};

function periodValue({ from, to }: Filters, today: string): string {
  if (!from && !to) return "any";
  return periodOf({ from, to }, today) ?? "custom";
}

function Times({ filters, onChange }: Pick<Props, "filters" | "onChange">) {
  const { t } = useTranslation("history");
  const today = dayOf(new Date(serverNow()));
  const [custom, setCustom] = useState(false);
  const chosen = periodValue(filters, today);
  const value = custom || chosen === "custom" ? "custom" : chosen;
  function choose(next: string) {
    setCustom(next === "custom");
    if (next === "any") onChange({ ...filters, from: "", to: "" });
    else if (next !== "custom") onChange({ ...filters, ...spanOf(next as Period, today) });
  }
  return (
    <>
      <SelectField
        label={t("filter.time")}
        value={value}
        onChange={(event) => choose(event.target.value)}
        choices={["any", ...PERIODS, "custom"].map((one) => ({
          value: one,
          label: t(`time.${one as Period | "any" | "custom"}`),
        }))}
      />
      {value === "custom" && (
        <div className="col-span-full grid grid-cols-2 gap-3">
          <TextField
            type="date"
            label={t("filter.from")}
            value={filters.from}
            max={filters.to || today}
            onChange={(event) => onChange({ ...filters, from: event.target.value })}
          />
          <TextField
            type="date"
            label={t("filter.to")}
            value={filters.to}
            min={filters.from}
            max={today}
            onChange={(event) => onChange({ ...filters, to: event.target.value })}
          />
        </div>
      )}
    </>
  );
}

function Narrowing({ filters, onChange, agents }: Pick<Props, "filters" | "onChange" | "agents">) {
  const { t } = useTranslation("history");
  const any = { value: "", label: t("filter.any") };
  return (
    <div className="grid animate-fade grid-cols-2 gap-3 pt-3">
      <Times filters={filters} onChange={onChange} />
      {agents && (
        <SelectField
          label={t("filter.agent")}
          value={filters.agent}
          onChange={(event) => onChange({ ...filters, agent: event.target.value })}
          choices={[any, ...agents.map(({ id, name }) => ({ value: id, label: name }))]}
        />
      )}
      <SelectField
        label={t("filter.status")}
        value={filters.status}
        onChange={(event) => onChange({ ...filters, status: event.target.value })}
        choices={[any, ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))]}
      />
      <TextField
        label={t("filter.tag")}
        value={filters.tag}
        maxLength={40}
        onChange={(event) => onChange({ ...filters, tag: event.target.value })}
      />
    </div>
  );
}

export function SearchBar({ filters, onChange, agents, searching, box }: Props) {
  const { t } = useTranslation("history");
  const count = NAMES.filter((name) => name !== "q" && filters[name] !== "").length;
  const [open, setOpen] = useState(count > 0);
  const panel = useId();
  return (
    <search className="block border-line border-b px-4 pt-4 pb-3">
      <div className="flex items-center gap-3">
        <h1 className="min-w-0 flex-1 font-semibold text-lg tracking-tight">{t("title")}</h1>
        {isFiltered(filters) && (
          <Button
            size="sm"
            look="quiet"
            onClick={() => onChange({ q: "", from: "", to: "", agent: "", status: "", tag: "" })}
          >
            {t("filter.clear")}
          </Button>
        )}
        <Button size="sm" aria-expanded={open} aria-controls={panel} onClick={() => setOpen(!open)}>
          <SlidersHorizontal size={14} aria-hidden="true" />
          {count > 0 ? t("filter.open_count", { count }) : t("filter.open")}
        </Button>
      </div>
      <div className="relative mt-3">
        <Search size={16} aria-hidden="true" className="absolute top-1/2 left-3 -translate-y-1/2 text-ink-3" />
        <input
          ref={box}
          type="text"
          inputMode="search"
          enterKeyHint="search"
          maxLength={200}
          value={filters.q}
          aria-label={t("search.label")}
          placeholder={t("search.placeholder")}
          aria-busy={searching}
          onChange={(event) => onChange({ ...filters, q: event.target.value })}
          className="h-10 w-full rounded-lg border border-line-strong bg-surface pr-10 pl-9 placeholder:text-ink-3 hover:border-ink-3 max-sm:text-base"
        />
        {filters.q && (
          <IconButton
            label={t("search.clear")}
            className="absolute top-0.5 right-0.5"
            onClick={() => {
              onChange({ ...filters, q: "" });
              box.current?.focus();
            }}
          >
            <X size={16} />
          </IconButton>
        )}
      </div>
      <div id={panel} hidden={!open}>
        {open && <Narrowing filters={filters} onChange={onChange} agents={agents} />}
      </div>
    </search>
  );
}
