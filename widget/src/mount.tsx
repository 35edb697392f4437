// Puts the widget on the page, behind a wall that neither side's styles can cross.
import { h, render } from 'preact'
import type { Chat } from './chat'
import styles from './styles.css?inline'
import { App } from './view/App'

export const TAG = 'alo-chat'

/** Beside <body>, not in it: rules like `body > :last-child` and frameworks that replace the body don't meet it. */
export function mount(chat: Chat): void {
  const host = document.createElement(TAG)
  const root = host.attachShadow({ mode: 'closed' })
  applyStyles(root)
  document.documentElement.append(host)
  render(h(App, { chat }), root)
}

/** A strict policy forbids <style>, never a constructed sheet; browsers too old for those get the element. */
function applyStyles(root: ShadowRoot): void {
  if ('adoptedStyleSheets' in root) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(styles)
    root.adoptedStyleSheets = [sheet]
    return
  }
  const element = document.createElement('style')
  element.textContent = styles
  ;(root as ShadowRoot).append(element)
}
