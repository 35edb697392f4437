import { expect, test } from "vitest";
import { findLinks, safeHref } from "./links";

const hrefs = (text: string) => findLinks(text).flatMap(({ href }) => href ?? []);

test("web addresses, mail and phone numbers become links", () => {
  expect(hrefs("xem https://shop.vn/a?b=1&c=2 hoặc viết lan@shop.vn, gọi 0912 345 678")).toEqual([
    "https://shop.vn/a?b=1&c=2",
    "mailto:lan@shop.vn",
    "tel:0912345678",
  ]);
});

test("the punctuation of a sentence is not part of its address", () => {
  expect(hrefs("(https://shop.vn/ao). https://shop.vn/(a)")).toEqual(["https://shop.vn/ao", "https://shop.vn/(a)"]);
});

test("other schemes stay text", () => {
  for (const text of ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"]) {
    expect(hrefs(text)).toEqual([]);
    expect(safeHref(text)).toBeNull();
  }
});

test("markup stays text, and nothing is lost", () => {
  const text = '<img src=x onerror=alert(1)> giá 1234567890123 <b>https://a.vn</b>"';
  expect(
    findLinks(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
  expect(hrefs(text)).toEqual(["https://a.vn"]);
});
