// The search as the address bar holds it, so that it can be shared, bookmarked and gone back to.
import { isDay, zone } from "@/lib/days";

export const NAMES = ["q", "from", "to", "agent", "status", "tag"] as const;
export type Filters = Record<(typeof NAMES)[number], string>;
export const STATUSES = ["waiting", "active", "closed"] as const;

const clean: Record<keyof Filters, (value: string) => string> = {
  q: (value) => value,
  from: (value) => (isDay(value) ? value : ""),
  to: (value) => (isDay(value) ? value : ""),
  agent: (value) => value,
  status: (value) => ((STATUSES as readonly string[]).includes(value) ? value : ""),
  tag: (value) => value.trim(),
};

export const readFilters = (params: URLSearchParams): Filters =>
  Object.fromEntries(NAMES.map((name) => [name, clean[name](params.get(name) ?? "")])) as Filters;

export function writeFilters(filters: Filters): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of NAMES) if (filters[name].trim()) params.set(name, filters[name]);
  return params;
}

export const isFiltered = (filters: Filters): boolean => NAMES.some((name) => filters[name].trim() !== "");

/** What the server is asked: the days are days of this reader's zone. */
export function searchQuery(filters: Filters, cursor: string | null): string {
  const params = writeFilters({ ...filters, q: filters.q.trim() });
  if (filters.from || filters.to) params.set("tz", zone());
  if (cursor) params.set("cursor", cursor);
  params.set("limit", "30");
  return params.toString();
}
