import { expect, test } from "vitest";
import { session } from "@/lib/live/fixtures.test-data";
import { fields, fill, findReplies, firstBlank, slashQuery } from "./canned";

const replies = [
  { id: "1", shortcut: "chao", title: "Chào khách", text: "Chào {{name}}" },
  { id: "2", shortcut: "ship", title: "Phí giao hàng", text: "Phí là 30.000đ" },
  { id: "3", shortcut: "doi", title: "Đổi trả", text: "Đổi trong 7 ngày, không cần chào" },
];

test("a slash at the start or after a space asks for replies", () => {
  expect(slashQuery("/ch", 3)).toEqual({ query: "ch", from: 0 });
  expect(slashQuery("dạ /", 4)).toEqual({ query: "", from: 3 });
});

test("a slash inside a word, an address or before the caret's word doesn't", () => {
  expect(slashQuery("và/hoặc", 7)).toBeNull();
  expect(slashQuery("https://a", 9)).toBeNull();
  expect(slashQuery("/chao bạn", 9)).toBeNull();
});

test("accents don't matter, and shortcuts come before titles and texts", () => {
  expect(findReplies(replies, "chào").map(({ id }) => id)).toEqual(["1", "3"]);
  expect(findReplies(replies, "doi").map(({ id }) => id)).toEqual(["3"]);
  expect(findReplies(replies, "").length).toBe(3);
});

test("fields come from the visitor, the form and the agent; what is unknown stays visible", () => {
  const known = fields(session("a", { form: { size: "M", agree: true } }), { name: "Lan" } as never);
  expect(fill("{{name}} / {{ size }} / {{agent}} / {{order}}", known)).toBe("Trần Thị Ánh / M / Lan / {{order}}");
});

test("the first blank that is left is where typing goes on", () => {
  expect(firstBlank("mã {{order}} nhé")).toEqual([3, 12]);
  expect(firstBlank("xong")).toBeNull();
});
