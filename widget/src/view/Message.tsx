// One message with its author, time and status; whatever it contains is shown as text.
import { linkify } from '../linkify'
import type { MessageRow } from '../rows'
import { clockTime, fullTime } from '../time'
import { Avatar } from './Avatar'
import { useAlo } from './alo'
import { STATUS_ICONS } from './icons'

export function Message({ row }: { row: MessageRow }) {
  const { state, t } = useAlo()
  const classes = [
    'message',
    row.mine ? 'mine' : 'theirs',
    row.first && 'first',
    row.last && 'last',
    row.status,
  ]
  const author = row.mine ? t('you') : row.bot ? row.name || t('bot') : row.name || t('someone')
  return (
    <div class={classes.filter(Boolean).join(' ')}>
      {!row.mine && row.last && <Avatar name={author} size="small" url={row.avatar} />}
      <div class="body">
        {row.first && !row.mine ? (
          <p class="author" dir="auto">
            {author}
          </p>
        ) : (
          <span class="sr-only">{author}</span>
        )}
        <div class="bubble" dir="auto" title={fullTime(row.ts, state.lang)}>
          <Words text={row.text} />
        </div>
        {row.status === 'failed' ? <Failure row={row} /> : row.last && <Meta row={row} />}
      </div>
    </div>
  )
}

function Words({ text }: { text: string }) {
  return (
    <>
      {linkify(text).map((part, index) =>
        part.href ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
          <a href={part.href} key={index} rel="noopener noreferrer nofollow" target="_blank">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </>
  )
}

function Meta({ row }: { row: MessageRow }) {
  const { state, t } = useAlo()
  const Icon = row.status && STATUS_ICONS[row.status]
  return (
    <p class="meta">
      <time dateTime={new Date(row.ts).toISOString()}>{clockTime(row.ts, state.lang)}</time>
      {Icon && row.status && (
        <span class={`status ${row.status}`}>
          <Icon /> <span>{t(row.status)}</span>
        </span>
      )}
    </p>
  )
}

function Failure({ row }: { row: MessageRow }) {
  const { chat, t } = useAlo()
  const id = row.outgoing?.client_id ?? ''
  return (
    <div class="failure" role="alert">
      <p>
        {t('failed')}: {row.outgoing?.reason}
      </p>
      <button class="link" onClick={() => chat.sender.again(id)} type="button">
        {t('retry')}
      </button>
      <button class="link" onClick={() => chat.sender.discard(id)} type="button">
        {t('discard')}
      </button>
    </div>
  )
}
