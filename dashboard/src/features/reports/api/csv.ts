// Tables as files that spreadsheets open: accents survive, and no cell can begin a formula.
export type Cells = readonly (string | number | null)[];

const FORMULA = /^[\s\ufeff]*[=+\-@]|^[\t\r]/;

function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\n\r;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With the mark that tells Excel it is UTF-8. */
export const toCsv = (rows: readonly Cells[]): string =>
  `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
