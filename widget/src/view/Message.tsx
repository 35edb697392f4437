// One message with its author, time and status; whatever it contains is shown as text.

import { linkify } from '../linkify'
import type { MessageRow } from '../rows'
import { discard, sendAgain } from '../sender'
import { state, t } from '../store'
import { clockTime } from '../time'
import * as say from '../words'
import { Avatar } from './Avatar'
import { Icon } from './icons'

const STATUS_WORDS = {
  sending: say.sending,
  sent: say.sent,
  delivered: say.delivered,
  read: say.read,
  failed: say.failed,
}

export function Message({ row }: { row: MessageRow }) {
  const { mine, first, last, status } = row
  const classes = ['message', mine ? 'mine' : 'theirs', first && 'first', last && 'last', status]
  const author = mine ? t(say.you) : row.name
  return (
    <div class={classes.filter(Boolean).join(' ')}>
      {!mine && last && <Avatar name={author} size="small" url={row.avatar} />}
      <p class={row.named ? 'author' : 'sr-only'}>{author}</p>
      <div class="bubble" dir="auto">
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
    {clockTime(ts, state.lang)}
    {status && [
      <Icon name={status === 'read' ? 'delivered' : status} size={16} />,
      <span class="status">{t(STATUS_WORDS[status])}</span>,
    ]}
  </p>
)

function Failure({ row: { outgoing } }: { row: MessageRow }) {
  const id = outgoing?.client_id ?? ''
  return (
    <p class="meta" role="alert">
      <span class="problem">
        {t(say.failed)}. {outgoing?.reason}
      </span>
      <button class="link" onClick={() => sendAgain(id)} type="button">
        {t(say.retry)}
      </button>
      <button class="link" onClick={() => discard(id)} type="button">
        {t(say.discard)}
      </button>
    </p>
  )
}
