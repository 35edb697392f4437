// Who is on the other side and what can be done with the conversation.
import { Avatar } from './Avatar'
import { Icon } from './icons'
import { ui } from './ui'

const Tool = ({ name, label, act }: { name: 'close' | 'sound' | 'muted' | 'end'; label: string; act(): void }) => (
  <button aria-label={label} class="tool" onClick={act} title={label} type="button">
    <Icon name={name} />
  </button>
)

const CloseTool = () => <Tool act={() => ui.chat.close()} label={ui.t('close_chat')} name="close" />

/** Above the form: a welcome in the customer's colour. */
export function Hero() {
  const { state, t } = ui
  const { config, online } = state
  const texts = config?.texts[state.lang]
  return (
    <header class="hero">
      <div class="bar">
        {config && <Avatar name={config.name} url={config.logo} />}
        <div class="who">
          <strong>{config?.name}</strong>
          {config && <p class={online ? 'presence on' : 'presence'}>{t(online ? 'online' : 'offline')}</p>}
        </div>
        <CloseTool />
      </div>
      {config && <h2>{texts?.title || t('hello')}</h2>}
      {config && <p>{texts?.subtitle || t('usually')}</p>}
    </header>
  )
}

/** Above the conversation: the agent, or the place in the queue. */
export function Header() {
  const { chat, state, t } = ui
  const { session, config, muted } = state
  const holder = session?.holder
  const name = holder?.name ?? config?.name ?? ''
  return (
    <header class="header bar">
      <Avatar
        name={name}
        online={state.online}
        team={!holder}
        url={holder ? holder.avatar : config?.logo}
      />
      <div class="who">
        <h2>{name}</h2>
        <p aria-live="polite">{describe()}</p>
      </div>
      <Tool
        act={() => chat.mute(!muted)}
        label={t(muted ? 'unmute' : 'mute')}
        name={muted ? 'muted' : 'sound'}
      />
      {session && session.status !== 'closed' && (
        <Tool act={() => chat.set({ ending: true, trouble: false })} label={t('end')} name="end" />
      )}
      <CloseTool />
    </header>
  )
}

function describe(): string {
  const { session } = ui.state
  if (!session) return ui.t('loading')
  if (session.status === 'closed') return ui.t('ended')
  if (session.holder) return ui.t('with_agent', { name: session.holder.name })
  return session.position ? ui.t('position', { n: session.position }) : ui.t('waiting')
}
