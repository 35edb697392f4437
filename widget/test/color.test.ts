import { expect, test } from 'vitest'
import { contrast, palette, parseHex } from '../src/color'

const rgb = (text: string | undefined) => (text?.match(/\d+/g) ?? []).map(Number)
const COLORS = [
  '#0f766e',
  '#ffffff',
  '#000000',
  '#ffd400',
  '#3b82f6',
  '#7c3aed',
  '#808080',
  '#f0f',
  'nonsense',
  null,
]

test.each(COLORS)('%s stays legible in light and dark', color => {
  for (const dark of [false, true]) {
    const [brand, onBrand, accent] = palette(color, dark)
    const surface = dark ? [38, 42, 50] : [241, 242, 244]
    expect(contrast(rgb(brand), rgb(onBrand))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(rgb(accent), surface)).toBeGreaterThanOrEqual(4.5)
  }
})

test('short and long spellings mean the same, others nothing', () => {
  expect(parseHex('#0af')).toEqual(parseHex('#00aaff'))
  for (const text of ['red', '#12', '#12345', 'rgb(1,2,3)', '']) expect(parseHex(text)).toBeUndefined()
})
