// What the script tag says: where the hub is, and what the page wants to look different from the settings.
import { parseHex } from './color'
import { asLang, type Lang } from './i18n'

export interface Options {
  origin: string
  lang: Lang | undefined
  color: string | undefined
  position: 'left' | 'right' | undefined
  theme: 'light' | 'dark' | 'auto'
  open: boolean
}

const oneOf = <T extends string>(value: string | undefined, known: readonly T[]): T | undefined =>
  known.find(each => each === value)

/** `src` tells where the hub is: one tag is all that a page needs. */
export function readOptions(src: string, data: Readonly<Record<string, string | undefined>>): Options {
  return {
    origin: new URL(src).origin,
    lang: asLang(data.lang),
    color: parseHex(data.color) && data.color,
    position: oneOf(data.position, ['left', 'right']),
    theme: oneOf(data.theme, ['light', 'dark']) ?? 'auto',
    open: (data.open ?? 'false') !== 'false',
  }
}

export let options: Options

export function setOptions(chosen: Options): void {
  options = chosen
}
