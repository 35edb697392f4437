// Where the widget meets the page that carries it: its events, its commands, and the one global, `window.Alo`.
import { announce, type Happening, on } from './announce'
import {
  answered,
  close,
  hear,
  joinConversation,
  loadConfig,
  loadStatus,
  open,
  tellPage,
  toggle,
  wake,
  wakeFromCache,
} from './chat'
import { resumeOpening } from './opener'
import { options } from './options'
import { watchScreen } from './screen'
import { closeLink } from './socket'
import { isTabMarked, listen, read } from './storage'
import { set, state } from './store'
import { keepFocus } from './view/focus'
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

const COMMANDS: Record<string, (...rest: unknown[]) => unknown> = {
  // Without it `Alo('toString')` would be a command too.
  __proto__: null as never,
  open,
  close,
  toggle,
  hide: () => set({ hidden: true, open: false }),
  show: () => set({ hidden: false }),
  identify: answers => set({ answers: { ...state.answers, ...(answers as Answers) } }),
  on: (name, listener) => on(name as Happening, listener as () => void),
}

export function obey([name, ...rest]: Call): void {
  if (COMMANDS[name]) COMMANDS[name](...rest)
}

export async function begin(): Promise<void> {
  watchScreen()
  watchPage()
  listen(hear)
  set({ muted: read('muted') === true, answers: { ...read<Answers>('form'), ...state.answers } })
  joinConversation()
  await Promise.all([loadConfig(), loadStatus()])
  announce('ready')
  resumeOpening(answered)
  if (options.open || (isTabMarked('open') && !state.phone)) {
    keepFocus()
    open()
  }
}

function watchPage(): void {
  addEventListener('online', wake)
  addEventListener('focus', wake)
  document.addEventListener('visibilitychange', wake)
  // A page with an open socket can't enter the back/forward cache; ours must not cost the host that.
  addEventListener('pagehide', closeLink)
  addEventListener('pageshow', event => event.persisted && wakeFromCache())
  addEventListener('popstate', tellPage)
  ;(window as { navigation?: EventTarget }).navigation?.addEventListener('navigatesuccess', tellPage)
}
