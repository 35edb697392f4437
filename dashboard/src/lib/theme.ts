// Light or dark, as chosen or as the machine says, and the customer's colour with readable text on it.
import { remembered } from "./remembered";

export type Theme = "system" | "light" | "dark";

export const theme = remembered<Theme>("theme", "system");
const dark = "matchMedia" in globalThis ? matchMedia("(prefers-color-scheme: dark)") : null;

function wear(): void {
  const choice = theme.get();
  const isDark = choice === "dark" || (choice === "system" && dark?.matches);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
}

export function startTheme(): void {
  wear();
  theme.subscribe(wear);
  dark?.addEventListener("change", wear);
}

type Rgb = [number, number, number];

export function parseColour(text: string): Rgb | null {
  const hex = /^#([0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (!hex) return null;
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Rgb;
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const mix = (colour: Rgb, other: Rgb, share: number): Rgb =>
  colour.map((part, index) => Math.round(part * (1 - share) + (other[index] ?? 0) * share)) as Rgb;

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const css = (colour: Rgb) => `rgb(${colour.join(" ")})`;

/** Moves a colour towards `pole` until text in it can be read on `ground` (4.5 : 1). */
export function readable(colour: Rgb, ground: Rgb, pole: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const candidate = mix(colour, pole, share);
    if (contrast(candidate, ground) >= 4.5) return candidate;
  }
  return pole;
}

export function brandColours(colour: Rgb): Record<"light" | "dark", Record<string, string>> {
  const onBrand = contrast(colour, WHITE) >= 4.5 ? WHITE : contrast(colour, BLACK) >= 4.5 ? BLACK : WHITE;
  const fill = { "--brand": css(colour), "--brand-strong": css(mix(colour, BLACK, 0.18)), "--on-brand": css(onBrand) };
  const lightSoft = mix(colour, WHITE, 0.88);
  const darkSoft = mix(colour, [16, 16, 15], 0.72);
  return {
    light: { ...fill, "--brand-soft": css(lightSoft), "--brand-ink": css(readable(colour, lightSoft, BLACK)) },
    dark: { ...fill, "--brand-soft": css(darkSoft), "--brand-ink": css(readable(colour, darkSoft, WHITE)) },
  };
}

export function wearBrand(text: string): void {
  const colour = parseColour(text);
  if (!colour) return;
  const { light, dark } = brandColours(colour);
  const rules = (names: Record<string, string>) =>
    Object.entries(names)
      .map(([name, value]) => `${name}:${value}`)
      .join(";");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:root{${rules(light)}}[data-theme="dark"]{${rules(dark)}}`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
