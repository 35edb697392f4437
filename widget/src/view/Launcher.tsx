// The round button in the corner, and beside it the newest message for a visitor who has the panel closed.
import { Avatar } from './Avatar'
import { Icon } from './icons'
import { ui } from './ui'

export function Launcher({ unread }: { unread: number }) {
  const { chat, state, t } = ui
  const { open, online } = state
  const label = [t(open ? 'close_chat' : 'open_chat'), t(online ? 'online' : 'offline'), unread && t('unread', { n: unread })]
  return (
    <button
      aria-expanded={open}
      aria-label={label.filter(Boolean).join('. ')}
      class={open ? 'launcher open' : 'launcher'}
      onClick={chat.toggle}
      type="button"
    >
      <Icon name="chat" size={32} />
      <Icon name="down" size={26} />
      {!open && unread > 0 && <span class="badge">{unread > 9 ? '9+' : unread}</span>}
      {!open && <span class={online ? 'dot on' : 'dot'} />}
    </button>
  )
}

export function Peek() {
  const { chat, state, t } = ui
  const event = state.peek
  return (
    event && (
      <div class="peek">
        <button onClick={() => chat.open()} type="button">
          <Avatar name={event.author.name} size="small" url={state.session?.holder?.avatar} />
          <span>
            <strong>{event.author.name}</strong>
            <span class="clamp">{event.text}</span>
          </span>
        </button>
        <button aria-label={t('dismiss')} class="tool" onClick={() => chat.set({ peek: null })} type="button">
          <Icon name="close" size={16} />
        </button>
      </div>
    )
  )
}
