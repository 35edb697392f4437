// Moves the keyboard's place with what is shown, never the page.
import { screenOf } from '../state'
import { state } from '../store'

let shown = ''
let sought = false

export const focus = (element: HTMLElement | null | undefined) => element?.focus({ preventScroll: true })

/** A panel that opens by itself leaves the keyboard where the page has it. */
export const keepFocus = () => {
  shown = screenOf(state)
}

/** The first answer that is wrong may be out of sight. */
export const seekProblem = () => {
  sought = true
}

/** Every screen takes the focus once, when it appears; on a phone without throwing up the keyboard. */
export function followFocus(root: ShadowRoot): void {
  if (sought) root.querySelector<HTMLElement>('.wrong [name]')?.focus()
  sought = false
  const screen = state.open ? screenOf(state) : ''
  if (screen === shown) return
  shown = screen
  const input = !state.phone && root.querySelector<HTMLElement>('input, textarea, select')
  focus(input || root.querySelector<HTMLElement>(screen ? '.panel' : '.launcher'))
}
