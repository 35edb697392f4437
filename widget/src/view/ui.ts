// What every part of the interface needs: the running chat, its state as of this drawing, and the words.
import type { Chat } from '../chat'
import type { Translate } from '../i18n'
import type { State } from '../state'

interface Ui {
  chat: Chat
  state: State
  t: Translate
}

/** There is one widget on a page; <App> fills this in before anything below it is drawn. */
export const ui = {} as Ui

export const focus = (element: HTMLElement | null | undefined) => element?.focus({ preventScroll: true })
