import { expect, test } from "vitest";
import { detailsOf } from "./entries";

test("what changed is said in one line, what did not is left out", () => {
  const detail = { role: "lead", password: true, active: false, avatar: null, changed: ["color", "texts"], fields: [] };
  expect(detailsOf(detail)).toBe("role: lead · password · changed: color, texts");
  expect(detailsOf({})).toBe("");
});
