import { expect, test } from "vitest";
import { cut, findWords, wordsOf } from "./marks";

const drawn = (text: string, spans: [number, number][]) =>
  cut(text, spans)
    .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join("");

test("spans become marked pieces in the order of the text", () => {
  const spans: [number, number][] = [
    [11, 14],
    [0, 6],
  ];
  expect(drawn("Nguyễn Thị Ánh", spans)).toBe("[Nguyễn] Thị [Ánh]");
});

test("an emoji counts as one, as it does on the server", () => {
  expect(drawn("🎉 chào bạn", [[2, 6]])).toBe("🎉 [chào] bạn");
});

test("spans that overlap or lead past the end lose nothing of the text", () => {
  const pieces = cut("abcdef", [
    [1, 4],
    [2, 99],
  ]);
  expect(pieces.map((piece) => piece.text).join("")).toBe("abcdef");
  expect(pieces.filter((piece) => piece.marked).map((piece) => piece.text)).toEqual(["bcd", "ef"]);
});

test("a text without hits is one piece, an empty text none", () => {
  expect(cut("chào", [])).toEqual([{ text: "chào", marked: false, at: 0 }]);
  expect(cut("", [])).toEqual([]);
});

test("words are found without accents, the last one as a beginning", () => {
  const found = (text: string, line: string) => findWords(text, wordsOf(line)).map(([a, b]) => text.slice(a, b));
  expect(found("Đơn hàng giao trễ, đơn hàng nào?", "don han")).toEqual(["Đơn", "hàng", "đơn", "hàng"]);
  expect(found("Giao trễ", "tre giao")).toEqual(["Giao", "trễ"]);
  expect(found("giao trễ", "")).toEqual([]);
});
