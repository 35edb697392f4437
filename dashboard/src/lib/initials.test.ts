import { expect, test } from "vitest";
import { hueOf, initials } from "./initials";

test("a Vietnamese name is called by its last words", () => {
  expect(initials("Nguyễn Thị Ánh")).toBe("TÁ");
  expect(initials("  đạt ")).toBe("Đ");
  expect(initials("")).toBe("?");
  expect(initials("😀 Lan")).toBe("😀L");
});

test("a person keeps their colour", () => {
  expect(hueOf("abc")).toBe(hueOf("abc"));
});
