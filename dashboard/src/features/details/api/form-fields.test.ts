import { expect, test } from "vitest";
import { answers } from "./form-fields";

const label = (vi: string) => ({ vi, en: vi });
const fields = [
  { id: "name", type: "text", label: label("Họ tên") },
  { id: "size", type: "select", label: label("Cỡ"), options: [{ value: "m", label: label("Vừa") }] },
  { id: "agree", type: "checkbox", label: label("Đồng ý") },
];

test("answers stand in the order of the form with their labels, without contact and message", () => {
  expect(answers({ agree: true, size: "m", name: "Ánh", message: "chào" }, fields, "vi")).toEqual([
    { id: "size", label: "Cỡ", value: "Vừa" },
    { id: "agree", label: "Đồng ý", value: true },
  ]);
});

test("an answer to a question that is gone keeps its id", () => {
  expect(answers({ old: "x" }, fields, "vi")).toEqual([{ id: "old", label: "old", value: "x" }]);
});
