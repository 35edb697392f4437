import { expect, test } from "vitest";
import { toCsv } from "./csv";

test("accents and quotes survive, lines end as spreadsheets expect", () => {
  expect(
    toCsv([
      ["Họ tên", 'Lan "Chi"'],
      [3, null],
    ]),
  ).toBe('\ufeffHọ tên,"Lan ""Chi"""\r\n3,\r\n');
});

test("a name can't become a formula", () => {
  for (const name of ["=1+1", "+84", "-x", "@sum", " =1", "\ufeff=1", "\t=1"])
    expect(toCsv([[name]])).toContain(`'${name}`);
  expect(toCsv([[-5]])).toBe("\ufeff-5\r\n");
});

test("what separates cells is quoted", () => {
  expect(toCsv([["a,b", "c\nd"]])).toBe('\ufeff"a,b","c\nd"\r\n');
});
