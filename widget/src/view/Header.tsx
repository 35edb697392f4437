// Who is on the other side and what can be done with the conversation.

import { close, mute } from '../chat'
import { set, state, t } from '../store'
import * as say from '../words'
import { Avatar } from './Avatar'
import { Icon } from './icons'

const Tool = ({
  name,
  label,
  act,
}: {
  name: 'close' | 'sound' | 'muted' | 'end'
  label: string
  act(): void
}) => (
  <button aria-label={label} class="tool" onClick={act} title={label} type="button">
    <Icon name={name} />
  </button>
)

const CloseTool = () => <Tool act={() => close()} label={t(say.closeChat)} name="close" />

/** Above the form: a welcome in the customer's colour. */
export function Hero() {
  const { config, online } = state
  const texts = config?.texts[state.lang]
  return (
    <div class="hero">
      <div class="bar">
        {config && <Avatar name={config.name} url={config.logo} />}
        <div class="who">
          <strong>{config?.name}</strong>
          {config && (
            <p class={online ? 'presence on' : 'presence'}>{t(online ? say.online : say.offline)}</p>
          )}
        </div>
        <CloseTool />
      </div>
      {texts && <h2>{texts.title}</h2>}
      {texts && <p>{online ? texts.subtitle : texts.offline}</p>}
    </div>
  )
}

/** Above the conversation: the agent, or the place in the queue. */
export function Header() {
  const { session, config, muted } = state
  const holder = session?.holder
  const name = holder?.name ?? config?.name ?? ''
  return (
    <div class="header bar">
      <Avatar name={name} online={state.online} team={!holder} url={holder ? holder.avatar : config?.logo} />
      <div class="who">
        <h2>{name}</h2>
        <p aria-live="polite">{describe()}</p>
      </div>
      <Tool
        act={() => mute(!muted)}
        label={t(muted ? say.unmute : say.mute)}
        name={muted ? 'muted' : 'sound'}
      />
      {session && session.status !== 'closed' && (
        <Tool act={() => set({ ending: true, trouble: false })} label={t(say.end)} name="end" />
      )}
      <CloseTool />
    </div>
  )
}

function describe(): string {
  const { session } = state
  if (!session) return t(say.loading)
  if (session.status === 'closed') return t(say.ended)
  if (session.holder) return t(say.withAgent)
  return session.position ? t(say.position, { n: session.position }) : t(say.waiting)
}
