// The whole widget: launcher, peek and panel, in the colours and the language that apply.
import { useEffect, useErrorBoundary, useMemo, useReducer } from 'preact/hooks'
import type { Chat } from '../chat'
import { palette } from '../color'
import { translator } from '../i18n'
import { AloContext } from './alo'
import { Launcher } from './Launcher'
import { Panel } from './Panel'
import { Peek } from './Peek'
import { useMedia, useViewport } from './screen'

export const PHONE = '(max-width: 479.98px), (max-height: 419.98px)'

export function App({ chat }: { chat: Chat }) {
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  useEffect(() => chat.subscribe(() => redraw(undefined)), [chat])
  const [broken] = useErrorBoundary(error => console.error('Alo:', error))
  const { state, options } = chat
  const systemDark = useMedia('(prefers-color-scheme: dark)')
  const phone = useMedia(PHONE)
  const viewport = useViewport(phone && state.open)
  const dark = options.theme === 'dark' || (options.theme === 'auto' && systemDark)
  const color = options.color ?? state.config?.color
  const colors = useMemo(() => palette(color, dark), [color, dark])
  const t = useMemo(() => translator(state.lang), [state.lang])
  if (broken || state.hidden || !(state.config || state.configFailed || state.open)) return null

  const side = options.position ?? state.config?.position ?? 'right'
  const style = {
    '--brand': colors.brand,
    '--on-brand': colors.onBrand,
    '--accent': colors.accent,
    ...viewport,
  }
  return (
    <AloContext.Provider value={{ chat, state, t, phone }}>
      <div
        class={`alo ${side}${dark ? ' dark' : ''}${phone ? ' phone' : ''}`}
        lang={state.lang}
        style={style}
      >
        {state.open && <Panel />}
        <Peek />
        {!(phone && state.open) && <Launcher unread={chat.unread} />}
      </div>
    </AloContext.Provider>
  )
}
