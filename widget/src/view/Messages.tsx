// The list of messages, and what is said about it: typing, a new one below, too many at once.

import { loadOlder } from '../chat'
import { firstSeq, newestFromStaff } from '../log'
import { type Row, rowsOf } from '../rows'
import { state, t } from '../store'
import { dayName } from '../time'
import * as say from '../words'
import { Avatar } from './Avatar'
import { Icon } from './icons'
import { Message } from './Message'
import { onScroll, pin, settle } from './scroll'

export function Messages() {
  const rows = rowsOf(state.log, state.box, state.session?.seen.agent)
  const newest = rows.at(-1)
  const fresh = newestFromStaff(state.log) > state.pinnedAt
  return (
    <div class="frame">
      <div
        aria-label={t(say.messages)}
        aria-live="off"
        class="messages"
        onScroll={onScroll}
        // A new function each time: it is called after every drawing.
        ref={element => settle(element)}
        role="log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
        tabIndex={0}
      >
        {firstSeq(state.log) > 1 ? <Older /> : state.session ? <Greeting /> : <p class="middle spinner" />}
        {rows.map(show)}
        {state.typing && (
          <div aria-hidden="true" class="message theirs">
            <Avatar name={state.typing} size="small" url={state.session?.holder?.avatar} />
            <div class="bubble typing">
              <i />
              <i />
              <i />
            </div>
          </div>
        )}
      </div>
      {!state.pinned && (
        <button
          aria-label={t(say.toNewest)}
          class={fresh ? 'pill fresh' : 'pill'}
          onClick={() => pin(true)}
          type="button"
        >
          {fresh && t(say.newMessage)} <Icon name="newest" size={16} />
        </button>
      )}
      <p aria-live="polite" class="sr-only">
        {state.typing
          ? t(say.typing, { name: state.typing })
          : newest?.kind === 'message' && !newest.mine && `${newest.name}: ${newest.text}`}
      </p>
      {state.slowDown && (
        <p class="lost" role="status">
          {t(say.slowDown)}
        </p>
      )}
    </div>
  )
}

function show(row: Row) {
  if (row.kind === 'message') return <Message key={row.key} row={row} />
  return (
    <p class={row.kind} key={row.key}>
      {row.kind === 'day' ? <span>{dayName(row.ts, Date.now(), state.lang)}</span> : t(row.text, row.values)}
    </p>
  )
}

function Greeting() {
  const { config, lang } = state
  return (
    <div class="greeting">
      <Avatar name={config?.name ?? ''} size="large" team url={config?.logo} />
      <p>{config?.texts[lang].greeting}</p>
    </div>
  )
}

const Older = () => (
  <p class="line" role="status">
    {state.older === 'failed' ? (
      <button class="link" onClick={() => loadOlder()} type="button">
        {t(say.olderFailed)}
      </button>
    ) : (
      <span aria-label={t(say.loading)} class="spinner" role="img" />
    )}
  </p>
)
