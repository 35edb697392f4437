// What the interface has to know about the screen that CSS can't tell it.
import type { Context } from './context'

const PHONE = '(max-width: 479.98px), (max-height: 419.98px)'

function follow(query: string, tell: (matches: boolean) => void): void {
  const list = matchMedia(query)
  list.onchange = () => tell(list.matches)
  tell(list.matches)
}

/** `100vh` and `position: fixed` don't know the part of a phone's screen that the keyboard takes. */
export function watchScreen(chat: Context, theme: 'light' | 'dark' | 'auto'): void {
  follow(PHONE, phone => chat.set({ phone }))
  follow('(prefers-color-scheme: dark)', dark => chat.set({ dark: theme === 'auto' ? dark : theme === 'dark' }))
  const viewport = window.visualViewport
  if (!viewport) return
  viewport.onresize = viewport.onscroll = () => {
    if (chat.state.phone) chat.set({ viewport: [viewport.offsetTop, viewport.height] })
  }
}
