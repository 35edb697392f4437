// The newest message beside the launcher, for a visitor who has the panel closed.

import { Avatar } from './Avatar'
import { useAlo } from './alo'
import { CloseIcon } from './icons'

export function Peek() {
  const { chat, state, t } = useAlo()
  const event = state.peek
  if (!event || state.open) return null
  return (
    <div class="peek">
      <button class="peek-open" onClick={() => chat.open()} type="button">
        <Avatar name={event.author.name} size="small" url={state.session?.holder?.avatar} />
        <span class="peek-words">
          <strong>{event.author.name}</strong>
          <span class="peek-text">{event.text}</span>
        </span>
      </button>
      <button aria-label={t('dismiss')} class="tool" onClick={() => chat.set({ peek: null })} type="button">
        <CloseIcon />
      </button>
    </div>
  )
}
