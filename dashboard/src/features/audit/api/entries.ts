// What the server says of an act, as far as a person reads it.
export type AuditEntry = {
  id: string;
  at: number;
  actor: { id: string; name: string };
  action: string;
  target: string | null;
  address: string | null;
  detail: Record<string, unknown>;
};

function say(value: unknown): string {
  if (Array.isArray(value)) return value.map(say).join(", ");
  return value !== null && typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What is off, empty or unknown is no news. */
export const detailsOf = (detail: Record<string, unknown>): string =>
  Object.entries(detail)
    .filter(
      ([, value]) => value !== null && value !== false && value !== "" && !(Array.isArray(value) && !value.length),
    )
    .map(([name, value]) => (value === true ? name : `${name}: ${say(value)}`))
    .join(" · ");
