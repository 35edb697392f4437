// Colours derived from the one that the customer chose, so that any choice stays legible.

type Rgb = [number, number, number]

export const DEFAULT_COLOR = '#0f766e'
const WHITE: Rgb = [255, 255, 255]
const INK: Rgb = [17, 19, 24]
/** WCAG 2.2 AA for text of ordinary size. */
const LEGIBLE = 4.5

export function parseHex(text: string | null | undefined): Rgb | undefined {
  const hex = /^#?([\da-f]{3}|[\da-f]{6})$/i.exec(text?.trim() ?? '')?.[1]
  if (!hex) return undefined
  const long = hex.length === 3 ? [...hex].map(c => c + c).join('') : hex
  return [0, 2, 4].map(i => Number.parseInt(long.slice(i, i + 2), 16)) as Rgb
}

const toHex = (rgb: Rgb) => `#${rgb.map(c => Math.round(c).toString(16).padStart(2, '0')).join('')}`

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map(c =>
    c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
  ) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const mix = (a: Rgb, b: Rgb, share: number) => a.map((c, i) => c + ((b[i] as number) - c) * share) as Rgb

/** The same hue, moved towards `end` until it can be read on `surface`. */
function legible(color: Rgb, surface: Rgb, end: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.06) {
    const candidate = mix(color, end, share)
    if (contrast(candidate, surface) >= LEGIBLE) return candidate
  }
  return end
}

export interface Palette {
  brand: string
  onBrand: string
  accent: string
}

export function palette(chosen: string | null | undefined, dark: boolean): Palette {
  let brand = parseHex(chosen) ?? (parseHex(DEFAULT_COLOR) as Rgb)
  const onBrand = contrast(brand, WHITE) >= 4 ? WHITE : INK
  // Middling colours read well under neither white nor ink: nudge them a little instead of giving up contrast.
  brand = legible(brand, onBrand, onBrand === WHITE ? INK : WHITE)
  const accent = legible(brand, dark ? [38, 42, 50] : [241, 242, 244], dark ? WHITE : INK)
  return { brand: toHex(brand), onBrand: toHex(onBrand), accent: toHex(accent) }
}
