// The list of messages: keeps its place when older ones come, follows newer ones when the reader is at the end.
import { Component, createRef } from 'preact'
import { firstSeq, newestFromStaff } from '../log'
import { type Row, rowsOf } from '../rows'
import { dayName } from '../time'
import { Avatar } from './Avatar'
import { Icon } from './icons'
import { Message } from './Message'
import { ui } from './ui'

const NEAR = 60

export class Messages extends Component<object, { pinned: boolean; read: number }> {
  override state = { pinned: true, read: 0 }
  private list = createRef<HTMLDivElement>()
  private first = 0
  private height = 0
  private written = 0
  /** The keyboard and a growing composer take height away; the newest message must stay in sight. */
  private resized = new ResizeObserver(() => this.state.pinned && this.toEnd())

  override componentDidMount() {
    if (this.list.current) this.resized.observe(this.list.current)
    this.pin(true)
    this.componentDidUpdate()
  }

  override componentWillUnmount() {
    this.resized.disconnect()
  }

  override componentDidUpdate() {
    const list = this.list.current
    if (!list) return
    const { log, box } = ui.state
    const first = firstSeq(log)
    if (box.length > this.written) this.pin(true)
    if (this.state.pinned) this.toEnd()
    else if (first < this.first) list.scrollTop += list.scrollHeight - this.height
    this.written = box.length
    this.first = first
    this.height = list.scrollHeight
    this.wantOlder()
  }

  private toEnd = () => this.list.current?.scrollTo(0, this.height + 1e6)

  private pin(pinned: boolean) {
    this.setState({ pinned, read: newestFromStaff(ui.state.log) })
    ui.chat.receipts.scrolled(pinned)
  }

  /** Also when all that is loaded doesn't fill the screen: then there is nothing to scroll. */
  private wantOlder() {
    const list = this.list.current
    if (list && list.scrollTop < NEAR && ui.state.older === 'more' && ui.state.link === 'up') void ui.chat.loadOlder()
  }

  private onScroll = () => {
    const list = this.list.current
    if (!list) return
    const pinned = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR
    if (pinned !== this.state.pinned) this.pin(pinned)
    if (!pinned) this.wantOlder()
  }

  override render() {
    const { state, t } = ui
    const { pinned, read } = this.state
    const rows = rowsOf(state.log, state.box, state.session?.seen.agent)
    const newest = rows.at(-1)
    const fresh = newestFromStaff(state.log) > read
    return (
      <div class="frame">
        <div
          aria-label={t('messages')}
          aria-live="off"
          class="messages"
          onScroll={this.onScroll}
          ref={this.list}
          role="log"
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
        {!pinned && (
          <button aria-label={t('to_newest')} class={fresh ? 'pill fresh' : 'pill'} onClick={() => this.pin(true)} type="button">
            {fresh && t('new_message')} <Icon name="newest" size={16} />
          </button>
        )}
        <p aria-live="polite" class="sr-only">
          {state.typing
            ? t('typing', { name: state.typing })
            : newest?.kind === 'message' && !newest.mine && `${newest.name}: ${newest.text}`}
        </p>
        {state.slowDown && (
          <p class="lost slow" role="status">
            {t('slow_down')}
          </p>
        )}
      </div>
    )
  }
}

function show(row: Row) {
  const { state, t } = ui
  if (row.kind === 'message') return <Message key={row.key} row={row} />
  return (
    <p class={row.kind} key={row.key}>
      {row.kind === 'day' ? <span>{dayName(row.ts, Date.now(), state.lang, t)}</span> : t(row.text, row.values)}
    </p>
  )
}

function Greeting() {
  const { config, lang } = ui.state
  return (
    <div class="greeting">
      <Avatar name={config?.name ?? ''} size="large" team url={config?.logo} />
      <p>{config?.texts[lang].greeting || ui.t('usually')}</p>
    </div>
  )
}

const Older = () => (
  <p class="line" role="status">
    {ui.state.older === 'failed' ? (
      <button class="link" onClick={() => ui.chat.loadOlder()} type="button">
        {ui.t('older_failed')}
      </button>
    ) : (
      <span aria-label={ui.t('loading')} class="spinner" role="img" />
    )}
  </p>
)
