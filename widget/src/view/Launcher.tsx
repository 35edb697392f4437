// The round button in the corner, and beside it the newest message for a visitor who has the panel closed.

import { open, toggle } from '../chat'
import { unreadOf } from '../state'
import { set, state, t } from '../store'
import * as say from '../words'
import { Avatar } from './Avatar'
import { Icon } from './icons'

export function Launcher() {
  const unread = unreadOf(state)
  const { open, online } = state
  const label = [
    t(open ? say.closeChat : say.openChat),
    t(online ? say.online : say.offline),
    unread && t(say.unread, { n: unread }),
  ]
  return (
    <button
      aria-expanded={open}
      aria-label={label.filter(Boolean).join('. ')}
      class={open ? 'launcher open' : 'launcher'}
      onClick={toggle}
      type="button"
    >
      <Icon name={open ? 'down' : 'chat'} size={30} />
      {!open && unread > 0 && <span class="badge">{unread > 9 ? '9+' : unread}</span>}
      {!open && <span class={online ? 'dot on' : 'dot'} />}
    </button>
  )
}

export function Peek() {
  const event = state.peek
  return (
    // Read in another tab, it is no news here either.
    event &&
    unreadOf(state) > 0 && (
      <div class="peek" role="status">
        <button onClick={() => open()} type="button">
          <Avatar name={event.author.name} size="small" url={state.session?.holder?.avatar} />
          <span>
            <strong>{event.author.name}</strong>
            <span class="clamp">{event.text}</span>
          </span>
        </button>
        <button aria-label={t(say.dismiss)} class="tool" onClick={() => set({ peek: null })} type="button">
          <Icon name="close" size={16} />
        </button>
      </div>
    )
  )
}
