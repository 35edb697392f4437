import { expect, test } from "vitest";
import en from "./locales/en.json";
import vi from "./locales/vi.json";

type Catalogue = { [key: string]: string | Catalogue };

function entries(catalogue: Catalogue, path = ""): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === "string" ? [[path + key, value] as [string, string]] : entries(value, `${path}${key}.`),
  );
}

const fieldsOf = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(([field]) => field).sort();

test("both languages say the same things", () => {
  const keys = (catalogue: Catalogue) => entries(catalogue).map(([key]) => key);
  expect(keys(en).sort()).toEqual(keys(vi).sort());
});

test("both languages use the same fields, and no text is empty", () => {
  const english = new Map(entries(en));
  for (const [key, text] of entries(vi)) {
    expect(text.trim(), key).not.toBe("");
    expect(english.get(key)?.trim(), key).not.toBe("");
    expect(fieldsOf(english.get(key) ?? ""), key).toEqual(fieldsOf(text));
  }
});

test("no English text was left in Vietnamese by mistake", () => {
  const english = entries(en).filter(([, text]) => /[ăâđêôơư\u1ea0-\u1ef9]/i.test(text));
  expect(english).toEqual([]);
});
