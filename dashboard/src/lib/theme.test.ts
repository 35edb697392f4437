import { expect, test } from "vitest";
import { brandColours, contrast, parseColour } from "./theme";

const WHITE: [number, number, number] = [255, 255, 255];
const rgb = (css: string) => (css.match(/\d+/g) ?? []).map(Number) as [number, number, number];

test("text on any brand colour can be read", () => {
  for (const colour of ["#0f766e", "#facc15", "#000000", "#ffffff", "#ff5a5f", "#7c3aed"]) {
    const parsed = parseColour(colour) ?? WHITE;
    const { light, dark } = brandColours(parsed);
    for (const look of [light, dark]) {
      expect(contrast(rgb(look["--brand"] ?? ""), rgb(look["--on-brand"] ?? "")), colour).toBeGreaterThanOrEqual(4.5);
      expect(contrast(rgb(look["--brand-ink"] ?? ""), rgb(look["--brand-soft"] ?? "")), colour).toBeGreaterThanOrEqual(
        4.5,
      );
    }
  }
});

test("contrast is that of WCAG", () => {
  expect(contrast(WHITE, [0, 0, 0])).toBeCloseTo(21);
});

test("what is no colour is refused", () => {
  expect(parseColour("red; background: url(x)")).toBeNull();
});
