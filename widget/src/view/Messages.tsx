// The list of messages: keeps its place when older ones come, follows newer ones when the reader is at the end.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { firstSeq, lastSeq, newestFromStaff } from '../log'
import { rowsOf } from '../rows'
import { dayName, fullTime } from '../time'
import { Avatar } from './Avatar'
import { useAlo } from './alo'
import { ArrowDownIcon } from './icons'
import { Message } from './Message'

const NEAR_END = 48
const NEAR_START = 120
const NO_MARKS = { delivered: 0, read: 0 }

export function Messages() {
  const { chat, state, t } = useAlo()
  const rows = rowsOf(state.log, state.box, state.session?.seen.agent ?? NO_MARKS)
  const { list, pinned, fresh, onScroll, toNewest } = useScroll()
  const newest = rows.filter(row => row.kind === 'message').at(-1)
  const spoken = newest && !newest.mine ? `${newest.name}: ${newest.text}` : ''
  return (
    <div class="messages-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div
        aria-label={t('messages')}
        aria-live="off"
        class="messages"
        onScroll={onScroll}
        ref={list}
        role="log"
        tabIndex={0}
      >
        <div class="rows">
          {firstSeq(state.log) > 1 ? <Older /> : state.session ? <Greeting /> : <Ghosts />}
          {rows.map(row => {
            if (row.kind === 'message') return <Message key={row.key} row={row} />
            if (row.kind === 'line') {
              return (
                <p class="line" key={row.key}>
                  {t(row.text, row.values)}
                </p>
              )
            }
            const words = { today: t('today'), yesterday: t('yesterday') }
            return (
              <p class="day" key={row.key} title={fullTime(row.ts, state.lang)}>
                <span>{dayName(row.ts, Date.now(), state.lang, words)}</span>
              </p>
            )
          })}
          {state.typing && <Typing />}
        </div>
      </div>
      {!pinned && (
        <button
          aria-label={fresh ? undefined : t('to_newest')}
          class={fresh ? 'pill fresh' : 'pill'}
          onClick={toNewest}
          type="button"
        >
          {fresh && t('new_message')} <ArrowDownIcon />
        </button>
      )}
      <p aria-live="polite" class="sr-only">
        {spoken}
      </p>
      <p aria-live="polite" class="sr-only">
        {state.typing && t('typing', { name: state.typing.name || t('someone') })}
      </p>
      {chat.state.slowDown && (
        <p class="slow" role="status">
          {t('slow_down')}
        </p>
      )}
    </div>
  )
}

function useScroll() {
  const { chat, state } = useAlo()
  const list = useRef<HTMLDivElement>(null)
  const place = useRef({ first: 0, height: 0, pinned: true })
  const [pinned, setPinned] = useState(true)
  const [readUpTo, setReadUpTo] = useState(0)
  const first = firstSeq(state.log)
  const staff = newestFromStaff(state.log)

  const toEnd = () => list.current?.scrollTo({ top: list.current.scrollHeight })
  const pin = (value: boolean) => {
    place.current.pinned = value
    setPinned(value)
    if (value) setReadUpTo(lastSeq(chat.state.log))
    chat.receipts.scrolled(value)
  }
  useLayoutEffect(() => {
    const element = list.current
    if (!element) return
    const before = place.current
    if (before.pinned) toEnd()
    else if (first < before.first) element.scrollTop += element.scrollHeight - before.height
    place.current = { first, height: element.scrollHeight, pinned: before.pinned }
    // What is loaded may not even fill the screen: then there is nothing to scroll up with.
    if (first > 1 && element.scrollHeight <= element.clientHeight && state.older === 'more')
      void chat.loadOlder()
  })
  const own = state.box.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: writing takes the writer to the end
  useLayoutEffect(() => {
    if (own) {
      place.current.pinned = true
      toEnd()
    }
  }, [own])
  // biome-ignore lint/correctness/useExhaustiveDependencies: one observer for the life of the list
  useEffect(() => {
    // The keyboard and a growing composer take height away; the newest message must stay in sight.
    const observer = new ResizeObserver(() => place.current.pinned && toEnd())
    if (list.current) observer.observe(list.current)
    pin(true)
    return () => {
      observer.disconnect()
      chat.receipts.scrolled(true)
    }
  }, [])
  const onScroll = () => {
    const element = list.current
    if (!element) return
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END
    if (atEnd !== place.current.pinned) pin(atEnd)
    if (element.scrollTop < NEAR_START && first > 1 && state.older === 'more') void chat.loadOlder()
  }
  const toNewest = () => {
    pin(true)
    toEnd()
    list.current?.focus()
  }
  return { list, pinned, fresh: staff > readUpTo, onScroll, toNewest }
}

function Greeting() {
  const { state, t } = useAlo()
  const { config } = state
  return (
    <div class="greeting">
      <Avatar bare name={config?.name ?? ''} size="large" url={config?.logo} />
      <strong>{config?.name}</strong>
      <p>{config?.texts[state.lang].greeting || t('usually')}</p>
    </div>
  )
}

function Older() {
  const { chat, state, t } = useAlo()
  if (state.older === 'failed') {
    return (
      <p class="line" role="alert">
        {t('older_failed')}{' '}
        <button class="link" onClick={() => void chat.loadOlder()} type="button">
          {t('retry')}
        </button>
      </p>
    )
  }
  return (
    <p class="line">
      <span class="spinner" /> <span class="sr-only">{t('loading')}</span>
    </p>
  )
}

function Ghosts() {
  const { t } = useAlo()
  return (
    <div aria-label={t('loading')} class="ghosts" role="status">
      <span />
      <span class="right" />
      <span />
    </div>
  )
}

function Typing() {
  const { state } = useAlo()
  const name = state.typing?.name ?? ''
  return (
    <div aria-hidden="true" class="message theirs last">
      <Avatar name={name} size="small" url={state.typing?.avatar ?? state.session?.holder?.avatar} />
      <div class="bubble typing">
        <i />
        <i />
        <i />
      </div>
    </div>
  )
}
