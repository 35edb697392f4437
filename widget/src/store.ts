// The one state of the one widget of this page, and what is said in its language.
import { phrase } from './i18n'
import { initialState, type State } from './state'
import type { Localized } from './wire'
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

/** What a lead wrote; where one language is missing, the other one. */
export const local = ({ vi, en }: Localized) => (state.lang === 'vi' ? vi || en : en || vi)

export const t = (words: Phrase, values?: Record<string, string | number>) =>
  phrase(state.lang, words, values)
