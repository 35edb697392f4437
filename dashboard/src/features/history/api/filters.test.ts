import { expect, test } from "vitest";
import { isFiltered, readFilters, searchQuery, writeFilters } from "./filters";

const read = (text: string) => readFilters(new URLSearchParams(text));

test("the address and the filters say the same, both ways", () => {
  const address = "q=anh+nguyen&from=2026-11-17&to=2026-11-17&agent=a1&status=closed&tag=b%E1%BA%A3o+h%C3%A0nh";
  expect(writeFilters(read(address)).toString()).toBe(address);
});

test("what makes no sense in an address is left out", () => {
  expect(isFiltered(read("from=2026-02-31&to=gestern&status=lost&x=1"))).toBe(false);
});

test("the server hears the reader's zone with days, the trimmed line and the cursor", () => {
  const asked = new URLSearchParams(searchQuery(read("q=+anh+&from=2026-11-17"), "abc"));
  expect(asked.get("q")).toBe("anh");
  expect(asked.get("tz")).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  expect(asked.get("cursor")).toBe("abc");
  expect(new URLSearchParams(searchQuery(read("q=anh"), null)).has("tz")).toBe(false);
});
