// One message with its author, time and status; whatever it contains is shown as text.
import { linkify } from '../linkify'
import type { MessageRow } from '../rows'
import { clockTime, fullTime } from '../time'
import { Avatar } from './Avatar'
import { Icon } from './icons'
import { ui } from './ui'

export function Message({ row }: { row: MessageRow }) {
  const { state, t } = ui
  const { mine, first, last, status } = row
  const classes = ['message', mine ? 'mine' : 'theirs', first && 'first', last && 'last', status]
  const author = mine ? t('you') : row.name
  return (
    <div class={classes.filter(Boolean).join(' ')}>
      {!mine && last && <Avatar name={author} size="small" url={row.avatar} />}
      <p class={first && !mine ? 'author' : 'sr-only'}>{author}</p>
      <div class="bubble" dir="auto" title={fullTime(row.ts, state.lang)}>
        {linkify(row.text).map(part =>
          part.href ? (
            <a href={part.href} rel="noopener noreferrer nofollow" target="_blank">
              {part.text}
            </a>
          ) : (
            part.text
          ),
        )}
      </div>
      {status === 'failed' ? <Failure row={row} /> : last && <Meta row={row} />}
    </div>
  )
}

const Meta = ({ row: { ts, status } }: { row: MessageRow }) => (
  <p class={`meta ${status ?? ''}`}>
    {clockTime(ts, ui.state.lang)}
    {status && [
      <Icon name={status === 'read' ? 'delivered' : status} size={16} />,
      <span>{ui.t(status)}</span>,
    ]}
  </p>
)

function Failure({ row: { outgoing } }: { row: MessageRow }) {
  const { chat, t } = ui
  const id = outgoing?.client_id ?? ''
  return (
    <p class="meta" role="alert">
      <span class="problem">
        {t('failed')}. {outgoing?.reason}
      </span>
      <button class="link" onClick={() => chat.sender.again(id)} type="button">
        {t('retry')}
      </button>
      <button class="link" onClick={() => chat.sender.discard(id)} type="button">
        {t('discard')}
      </button>
    </p>
  )
}
