// Puts the widget on the page, behind a wall that neither side's styles can cross.
import { render } from 'preact'
import { watch } from './store'
import styles from './styles.css?inline'
import { App } from './view/App'
import { followFocus } from './view/focus'

/** Beside <body>, not in it: rules like `body > :last-child` and frameworks that replace the body don't meet it. */
export function mount(): void {
  const host = document.createElement('alo-chat')
  const root = host.attachShadow({ mode: 'closed' })
  applyStyles(root)
  // The page sees such a key as pressed on nothing in particular: its shortcuts would act, or take the letter away.
  for (const name of ['keydown', 'keypress', 'keyup'])
    root.addEventListener(name, event => event.stopPropagation())
  document.documentElement.append(host)
  let planned = false
  watch(() => {
    if (planned) return
    planned = true
    queueMicrotask(() => {
      planned = false
      render(<App />, root)
      followFocus(root)
    })
  })
}

/** A strict policy forbids <style>, never a constructed sheet; browsers too old for those get the element. */
function applyStyles(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(styles)
    root.adoptedStyleSheets = [sheet]
  } catch {
    root.appendChild(document.createElement('style')).textContent = styles
  }
}
