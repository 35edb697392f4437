import { expect, test } from "vitest";
import { faultsOf, makeId, move, newField, newOption, withType } from "./fields";

test("an id is made of the label, without accents, and is free", () => {
  expect(makeId("Mã đơn hàng", [])).toBe("ma_don_hang");
  expect(makeId("Mã đơn hàng", ["ma_don_hang", "ma_don_hang_2"])).toBe("ma_don_hang_3");
  expect(makeId("2. Bạn ở đâu?", [])).toBe("ban_o_dau");
  expect(makeId("???", [])).toBe("field");
});

test("every id has the shape that the server asks for", () => {
  for (const label of ["x".repeat(90), "_9 a", "Đồng ý với điều khoản sử dụng và chính sách", "日本"]) {
    expect(makeId(label, [])).toMatch(/^[a-z][a-z0-9_]{0,31}$/);
  }
});

test("a new type takes along only what belongs to it", () => {
  const text = { ...newField([]), pattern: "[A-Z]{2}" };
  const select = withType(text, "select");
  expect([select.pattern, select.options.length]).toEqual([null, 1]);
  expect(withType(select, "checkbox").options).toEqual([]);
});

test("each option has a value of its own", () => {
  const field = withType(newField([]), "select");
  const more = { ...field, options: [...field.options, newOption(field)] };
  expect(new Set(more.options.map((option) => option.value)).size).toBe(2);
});

test("faults are found before the server is asked", () => {
  const field = newField([]);
  expect(faultsOf(field)).toEqual(["label"]);
  const named = { ...field, label: { vi: "Mã", en: "Code" } };
  expect(faultsOf(named)).toEqual([]);
  expect(faultsOf({ ...named, pattern: "[" })).toEqual(["pattern"]);
  expect(faultsOf(withType(named, "select"))).toEqual(["options"]);
});

test("a field moves, the others keep their order", () => {
  expect(move(["a", "b", "c", "d"], 0, 2)).toEqual(["b", "c", "a", "d"]);
  expect(move(["a", "b", "c", "d"], 3, 1)).toEqual(["a", "d", "b", "c"]);
});
