// How a page talks to the widget: its script tag, and the one global, `window.Alo`.
import type { Chat, Happening, Options } from './chat'
import { parseHex } from './color'
import { asLang } from './i18n'
import type { Answers } from './wire'

export type Call = [name: string, ...rest: unknown[]]

export interface AloFunction {
  (...call: Call): void
  /** Calls that were made before this file had arrived. */
  q?: ArrayLike<unknown>[]
  /** Set by the first copy of this file: a second one sees it and stays out. */
  running?: true
}

declare global {
  interface Window {
    Alo?: AloFunction
  }
}

const oneOf = <T extends string>(value: string | undefined, known: readonly T[]): T | undefined =>
  known.find(each => each === value)

/** `src` tells where the hub is: one tag is all that a page needs. */
export function readOptions(src: string, data: Readonly<Record<string, string | undefined>>): Options {
  return {
    origin: new URL(src).origin,
    lang: asLang(data.lang),
    color: parseHex(data.color) ? data.color : undefined,
    position: oneOf(data.position, ['left', 'right']),
    theme: oneOf(data.theme, ['light', 'dark', 'auto']) ?? 'auto',
    open: data.open !== undefined && data.open !== 'false',
  }
}

export class Announcer {
  private readonly listeners = new Map<string, ((detail?: unknown) => void)[]>()
  private ready = false

  on(name: string, listener: unknown): void {
    if (typeof listener !== 'function') return
    const heard = listener as (detail?: unknown) => void
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), heard])
    if (name === 'ready' && this.ready) this.tell(heard, undefined)
  }

  announce = (name: Happening, detail?: unknown): void => {
    if (name === 'ready') this.ready = true
    for (const listener of this.listeners.get(name) ?? []) this.tell(listener, detail)
  }

  /** A mistake in the page's own function must not stop the chat. */
  private tell(listener: (detail?: unknown) => void, detail: unknown): void {
    try {
      listener(detail)
    } catch (error) {
      console.error('Alo:', error)
    }
  }
}

export function obey(chat: Chat, announcer: Announcer, [name, ...rest]: Call): void {
  switch (name) {
    case 'open':
      return chat.open()
    case 'close':
      return chat.close()
    case 'toggle':
      return chat.toggle()
    case 'hide':
      return chat.set({ hidden: true, open: false })
    case 'show':
      return chat.set({ hidden: false })
    case 'identify':
      return chat.identify((rest[0] ?? {}) as Answers)
    case 'on':
      return announcer.on(String(rest[0]), rest[1])
    default:
      console.warn(`Alo: unknown command ${String(name)}`)
  }
}
