// Who is on the other side and what can be done with the conversation.
import { useEffect, useRef, useState } from 'preact/hooks'
import { Avatar } from './Avatar'
import { useAlo } from './alo'
import { CloseIcon, EndIcon, MenuIcon, MutedIcon, SoundIcon } from './icons'

/** Above the form: a welcome in the customer's colour. */
export function Hero({ plain }: { plain: boolean }) {
  const { state, t } = useAlo()
  const texts = state.config?.texts[state.lang]
  return (
    <header class="hero">
      <div class="bar">
        {state.config && <Brand />}
        <CloseTool />
      </div>
      {!plain && (
        <>
          <h2>{texts?.title || t('hello')}</h2>
          <p>{texts?.subtitle || t('usually')}</p>
        </>
      )}
    </header>
  )
}

function Brand() {
  const { state, t } = useAlo()
  return (
    <span class="brand">
      <Avatar bare name={state.config?.name ?? ''} url={state.config?.logo} />
      <span class="brand-words">
        <strong>{state.config?.name}</strong>
        <span class={state.online ? 'presence on' : 'presence'}>
          {t(state.online ? 'online' : 'offline')}
        </span>
      </span>
    </span>
  )
}

/** Above the conversation: the agent, or the place in the queue. */
export function Header() {
  const { state, t } = useAlo()
  const holder = state.session?.holder ?? null
  const name = holder?.name ?? state.config?.name ?? ''
  return (
    <header class="header">
      <Avatar
        bare={!holder}
        name={name}
        online={holder || !state.session ? state.online : undefined}
        url={holder ? holder.avatar : state.config?.logo}
      />
      <div class="who">
        <h2>{name}</h2>
        <p aria-live="polite">{useSubtitle()}</p>
      </div>
      {state.session && <Menu />}
      <CloseTool />
      <span class="sr-only">{holder && t(state.online ? 'agent_online' : 'agent_offline')}</span>
    </header>
  )
}

function useSubtitle(): string {
  const { state, t } = useAlo()
  const { session } = state
  if (!session) return t('loading')
  if (session.status === 'closed') return t('ended')
  if (session.holder) return t('with_agent', { name: session.holder.name })
  if (session.position && session.position > 1) return t('position', { n: session.position })
  return t('waiting')
}

function CloseTool() {
  const { chat, t } = useAlo()
  return (
    <button aria-label={t('close_chat')} class="tool" onClick={() => chat.close()} type="button">
      <CloseIcon />
    </button>
  )
}

function Menu() {
  const { chat, state, t } = useAlo()
  const [shown, setShown] = useState(false)
  const menu = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!shown) return
    const root = menu.current?.getRootNode() as ShadowRoot
    const away = (event: Event) => !menu.current?.contains(event.target as Node) && setShown(false)
    root.addEventListener('pointerdown', away)
    root.addEventListener('focusin', away)
    return () => {
      root.removeEventListener('pointerdown', away)
      root.removeEventListener('focusin', away)
    }
  }, [shown])
  const choose = (act: () => void) => () => {
    setShown(false)
    act()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !shown) return
    event.stopPropagation()
    setShown(false)
    menu.current?.querySelector('button')?.focus()
  }
  return (
    <div class="menu" onKeyDown={onKeyDown} ref={menu}>
      <button
        aria-expanded={shown}
        aria-label={t('menu')}
        class="tool"
        onClick={() => setShown(!shown)}
        type="button"
      >
        <MenuIcon />
      </button>
      {shown && (
        <div class="choices">
          <button onClick={choose(() => chat.mute(!state.muted))} type="button">
            {state.muted ? <SoundIcon /> : <MutedIcon />}
            {t(state.muted ? 'unmute' : 'mute')}
          </button>
          {state.session?.status !== 'closed' && (
            <button onClick={choose(() => chat.set({ ending: true }))} type="button">
              <EndIcon />
              {t('end')}
            </button>
          )}
        </div>
      )}
    </div>
  )
}
