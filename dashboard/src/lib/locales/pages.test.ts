import { expect, test } from "vitest";

type Catalogue = { [key: string]: string | Catalogue };

const files = import.meta.glob<Catalogue>("./pages/*.json", { eager: true, import: "default" });
const PAGES = ["admin", "audit", "history", "ops", "reports"];

function entries(catalogue: Catalogue, path = ""): Map<string, string> {
  return new Map(
    Object.entries(catalogue).flatMap(([key, value]): [string, string][] =>
      typeof value === "string" ? [[path + key, value]] : [...entries(value, `${path}${key}.`)],
    ),
  );
}

const read = (page: string, lang: string) => entries(files[`./pages/${page}.${lang}.json`] ?? {});
const fieldsOf = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(([field]) => field).sort();

test("every page has its catalogues, and no catalogue is without a page", () => {
  const wanted = PAGES.flatMap((page) => [`./pages/${page}.en.json`, `./pages/${page}.vi.json`]);
  expect(Object.keys(files).sort()).toEqual(wanted);
});

test.each(PAGES)("%s says the same in both languages, with the same fields and nothing empty", (page) => {
  const [vi, en] = [read(page, "vi"), read(page, "en")];
  expect(vi.size).toBeGreaterThan(0);
  expect([...en.keys()].sort()).toEqual([...vi.keys()].sort());
  for (const [key, text] of vi) {
    expect(text.trim(), key).not.toBe("");
    expect(en.get(key)?.trim(), key).not.toBe("");
    expect(fieldsOf(en.get(key) ?? ""), key).toEqual(fieldsOf(text));
  }
});

test.each(PAGES)("%s has no Vietnamese left in English", (page) => {
  expect([...read(page, "en")].filter(([, text]) => /[ăâđêôơư\u1ea0-\u1ef9]/i.test(text))).toEqual([]);
});
