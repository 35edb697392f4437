// The one state of the one widget of this page, and what is said in its language.
import { phrase } from './i18n'
import { initialState, type State } from './state'
import type { Phrase } from './words'

export let state: State = initialState('vi')

type Watcher = (before: State) => void
const watchers: Watcher[] = []

export const watch = (watcher: Watcher) => watchers.push(watcher)

export function set(change: Partial<State> | ((state: State) => State)): void {
  const before = state
  state = typeof change === 'function' ? change(before) : { ...before, ...change }
  for (const watcher of watchers) watcher(before)
}

export const t = (words: Phrase, values?: Record<string, string | number>) =>
  phrase(state.lang, words, values)
