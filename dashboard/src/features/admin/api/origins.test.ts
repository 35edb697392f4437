import { expect, test } from "vitest";
import { readOrigin } from "./origins";

test.each([
  ["cuahang.vn", "https://cuahang.vn"],
  ["https://CuaHang.vn/gio-hang?x=1", "https://cuahang.vn"],
  ["http://localhost:3000/", "http://localhost:3000"],
  ["https://chợ.vn", "https://xn--ch-3bt.vn"],
])("%s is the origin %s", (typed, origin) => {
  expect(readOrigin(typed)).toBe(origin);
});

test.each(["", "cửa hàng", "*", "https://*.shop.vn", "nothing", "javascript:alert(1)"])("%j is no website", (typed) => {
  expect(readOrigin(typed)).toBeNull();
});
