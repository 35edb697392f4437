// The window above the launcher; on a phone the whole screen.
import { useEffect, useRef } from 'preact/hooks'
import { screenOf } from '../state'
import { useAlo } from './alo'
import { Conversation } from './Conversation'
import { Form } from './Form'
import { Header, Hero } from './Header'

export function Panel() {
  const { chat, state, t, phone } = useAlo()
  const panel = useRef<HTMLElement>(null)
  const screen = screenOf(state)
  useFocus(panel, screen, phone)
  const name = state.config?.name ?? ''
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing) return
    event.stopPropagation()
    chat.close()
  }
  return (
    <section
      aria-label={name ? t('chat_with', { name }) : t('open_chat')}
      aria-modal={phone}
      class="panel"
      onKeyDown={onKeyDown}
      ref={panel}
      role="dialog"
      tabIndex={-1}
    >
      {screen === 'chat' ? <Header /> : <Hero plain={screen !== 'form'} />}
      {screen === 'loading' && <Skeleton />}
      {screen === 'failed' && <Failed />}
      {screen === 'form' && <Form />}
      {screen === 'chat' && <Conversation />}
    </section>
  )
}

/** Into the panel when it opens, back to the launcher when it closes; no keyboard is thrown up on a phone. */
function useFocus(panel: { current: HTMLElement | null }, screen: string, phone: boolean) {
  useEffect(() => {
    const root = panel.current?.getRootNode() as ShadowRoot
    return () =>
      void setTimeout(() => root.querySelector<HTMLElement>('.launcher')?.focus({ preventScroll: true }))
  }, [panel])
  // biome-ignore lint/correctness/useExhaustiveDependencies: every screen takes the focus once, when it appears
  useEffect(() => {
    const first = panel.current?.querySelector<HTMLElement>('input, textarea, select')
    const target = phone ? panel.current : (first ?? panel.current)
    target?.focus({ preventScroll: true })
  }, [screen])
}

function Skeleton() {
  const { t } = useAlo()
  return (
    <div aria-label={t('loading')} class="skeleton" role="status">
      <span />
      <span />
      <span />
      <span />
    </div>
  )
}

function Failed() {
  const { chat, t } = useAlo()
  return (
    <div class="failed" role="alert">
      <p>{t('load_failed')}</p>
      <button class="primary" onClick={() => void chat.loadConfig()} type="button">
        {t('retry')}
      </button>
    </div>
  )
}
