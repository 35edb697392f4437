// The round button in the corner.
import { useAlo } from './alo'
import { ChatIcon, DownIcon } from './icons'

export function Launcher({ unread }: { unread: number }) {
  const { chat, state, t } = useAlo()
  const label = state.open ? t('close_chat') : t('open_chat')
  const details = [state.online ? t('online') : t('offline'), ...(unread ? [t('unread', { n: unread })] : [])]
  return (
    <button
      aria-expanded={state.open}
      aria-label={state.open ? label : `${label}. ${details.join('. ')}`}
      class={state.open ? 'launcher open' : 'launcher'}
      onClick={chat.toggle}
      type="button"
    >
      <span class="glyph chat">
        <ChatIcon />
      </span>
      <span class="glyph down">
        <DownIcon />
      </span>
      {unread > 0 && !state.open && <span class="badge">{unread > 9 ? '9+' : unread}</span>}
      {!state.open && <span class={state.online ? 'dot on' : 'dot'} />}
    </button>
  )
}
