// What the interface has to know about the screen that CSS can't tell it.
import { options } from './options'
import { set, state } from './store'

const PHONE = '(max-width: 479.98px), (max-height: 419.98px)'

function follow(query: string, tell: (matches: boolean) => void): void {
  const list = matchMedia(query)
  list.addEventListener('change', () => tell(list.matches))
  tell(list.matches)
}

/** `100vh` and `position: fixed` don't know the part of a phone's screen that the keyboard takes. */
export function watchScreen(): void {
  const { theme } = options
  follow(PHONE, phone => set({ phone }))
  follow('(prefers-color-scheme: dark)', dark => set({ dark: theme === 'auto' ? dark : theme === 'dark' }))
  const viewport = window.visualViewport
  const measure = () => viewport && state.phone && set({ viewport: [viewport.offsetTop, viewport.height] })
  viewport?.addEventListener('resize', measure)
  viewport?.addEventListener('scroll', measure)
}
