// Colours derived from the one that the customer chose, so that any choice stays legible.

type Rgb = readonly number[]

const DEFAULT: Rgb = [15, 118, 110]
const WHITE: Rgb = [255, 255, 255]
const INK: Rgb = [17, 19, 24]
/** WCAG 2.2 AA for text of ordinary size. */
const LEGIBLE = 4.5

export function parseHex(text: string | null | undefined): Rgb | undefined {
  const hex = /^#?(?:[\da-f]{3}){1,2}$/i.test(text ?? '') ? (text as string).replace('#', '') : ''
  const digits = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex
  return digits ? [0, 2, 4].map(i => Number.parseInt(digits.slice(i, i + 2), 16)) : undefined
}

function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map(c => (c / 255) ** 2.2)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a) + 0.05, luminance(b) + 0.05]
  return Math.max(x / y, y / x)
}

/** The same hue, moved towards `end` until it can be read on `surface`. */
function legible(color: Rgb, surface: Rgb, end: Rgb): Rgb {
  let found = color
  for (let share = 0; share < 1 && contrast(found, surface) < LEGIBLE; share += 0.05) {
    found = color.map((c, i) => Math.round(c + ((end[i] as number) - c) * share))
  }
  return found
}

/** The brand, what is written on it, and the brand as it can be read on our surfaces. */
export function palette(chosen: string | null | undefined, dark: boolean): string[] {
  const brand = parseHex(chosen) ?? DEFAULT
  const onBrand = contrast(brand, WHITE) < LEGIBLE ? INK : WHITE
  const accent = dark ? legible(brand, [38, 42, 50], WHITE) : legible(brand, [241, 242, 244], INK)
  return [brand, onBrand, accent].map(rgb => `rgb(${rgb})`)
}
