// The running widget without its looks: joins the conversation, the connection, the storage and the tabs.
import type { Context } from './context'
import { asLang } from './i18n'
import { countUnread, firstSeq, hasGap, isFromStaff, lastSeq } from './log'
import { Opener, worthRenewing } from './opener'
import { type Outgoing, unsentTexts } from './outbox'
import { Receipts } from './receipts'
import { Rest } from './rest'
import { Sender } from './sender'
import { Link } from './socket'
import { allowSound, chime } from './sound'
import * as fold from './state'
import { Storage } from './storage'
import type { Answers, ChatEvent, Resumed, WireEvent } from './wire'

interface Kept {
  token: string
  id: string
  closed: number | null
}

export interface Options {
  origin: string
  lang: 'vi' | 'en' | undefined
  color: string | undefined
  position: 'left' | 'right' | undefined
  theme: 'light' | 'dark' | 'auto'
  open: boolean
}

export type Happening = 'ready' | 'open' | 'close' | 'message' | 'unread'

const DAY = 86_400_000
const TYPING_FADES = 6000
const PROBE_PATIENCE = 5000

export class Chat implements Context {
  readonly name: string
  readonly storage: Storage
  readonly rest: Rest
  readonly link: Link
  readonly receipts: Receipts
  readonly sender: Sender
  state: fold.State
  private readonly opener: Opener
  private readonly listeners = new Set<() => void>()
  private typingTimer = 0
  private catching = false
  private caughtUp = false
  private unreadTold = 0

  constructor(
    readonly options: Options,
    private readonly announce: (name: Happening, detail?: unknown) => void,
  ) {
    this.name = `alo:${new URL(options.origin).host}:`
    this.state = fold.initialState(options.lang ?? 'vi')
    this.storage = new Storage(this.name)
    this.rest = new Rest(options.origin)
    this.link = new Link(options.origin, {
      connected: () => void this.catchUp(),
      lost: expired => (expired ? this.expired() : this.set({ link: 'down', typing: null })),
      event: event => this.receive(event),
      session: session => this.set(now => fold.applySession(now, session)),
      seen: ({ side, delivered, read }) => this.set(now => fold.applySeen(now, side, { delivered, read })),
      typing: ({ author, on }) =>
        this.showTyping(on ? { name: author.name, avatar: author.avatar ?? null } : null),
      presence: ({ online }) => this.set({ online }),
    })
    this.receipts = new Receipts(this)
    this.sender = new Sender(this, () => this.expired())
    this.opener = new Opener(this, {
      opened: ({ token, session }) => this.enter({ token, id: session.id, closed: null }, session),
      refused: () => this.leave(true),
      outdated: () => void this.loadConfig(),
    })
  }

  set(change: Partial<fold.State> | ((state: fold.State) => fold.State)): void {
    const before = this.state
    this.state = typeof change === 'function' ? change(before) : { ...before, ...change }
    if (this.state === before) return
    if (this.state.log !== before.log) this.afterNews(before)
    if (this.state.session?.status !== before.session?.status) this.keepStatus()
    const unread = this.unread
    if (unread !== this.unreadTold) {
      this.unreadTold = unread
      this.announce('unread', unread)
    }
    for (const listener of this.listeners) listener()
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  get unread(): number {
    return this.state.session ? countUnread(this.state.log, this.state.session.seen.visitor.read) : 0
  }

  async start(): Promise<void> {
    this.storage.listen((key, value) => this.heard(key, value))
    this.watchPage()
    this.set({
      muted: this.storage.read('muted') === true,
      answers: this.storage.read<Answers>('form') ?? {},
    })
    const kept = this.storage.read<Kept>('session')
    if (kept) this.adopt(kept, !kept.closed || Date.now() - kept.closed < DAY)
    await Promise.all([this.loadConfig(), this.loadStatus()])
    this.announce('ready')
    this.opener.resume()
    if (this.options.open || this.storage.readTab('open')) this.open()
  }

  async loadConfig(): Promise<void> {
    this.set({ configFailed: false })
    const answer = await this.rest.config()
    if (!answer.ok) return this.set({ configFailed: true })
    this.set({ config: answer.value, lang: this.options.lang ?? asLang(answer.value.lang) ?? 'vi' })
  }

  open(): void {
    if (this.state.open) return
    this.set({ open: true, hidden: false, peek: null })
    if (this.state.sessionId) this.storage.writeTab('open', true)
    if (this.state.link === 'off') this.connect()
    if (!this.state.config) void this.loadConfig()
    if (!this.state.sessionId) void this.loadStatus()
    this.receipts.mark()
    this.announce('open')
  }

  close(): void {
    if (!this.state.open) return
    this.set({ open: false })
    this.storage.writeTab('open', null)
    this.announce('close')
  }

  toggle = () => (this.state.open ? this.close() : this.open())

  identify(answers: Answers): void {
    const known = Object.entries(answers).map(([id, value]) => [
      id,
      typeof value === 'boolean' ? value : String(value),
    ])
    this.set({ answers: { ...this.state.answers, ...Object.fromEntries(known) } })
  }

  begin(answers: Answers): void {
    allowSound()
    this.opener.start(answers)
  }

  send(text: string): void {
    this.receipts.stopTyping()
    this.set({ draft: '' })
    this.sender.write(text)
  }

  mute(muted: boolean): void {
    this.set({ muted })
    if (this.state.sessionId) this.storage.write('muted', muted)
  }

  async end(): Promise<boolean> {
    const ack = await this.link.request('close', {})
    return ack?.ok === true || (ack !== undefined && ack.error.code === 'session_closed')
  }

  async rate(score: number, comment: string): Promise<boolean> {
    const ack = await this.link.request('rate', { score, ...(comment ? { comment } : {}) })
    return ack?.ok === true
  }

  /** The same visitor, another conversation. */
  startOver(): void {
    const kept = this.storage.read<Kept>('session')
    if (kept) this.storage.write('visitor', kept.token)
    this.leave(false)
  }

  async loadOlder(): Promise<void> {
    const kept = this.storage.read<Kept>('session')
    const before = firstSeq(this.state.log)
    if (!kept || before <= 1 || this.state.older === 'loading') return
    this.set({ older: 'loading' })
    const answer = await this.rest.older(kept.token, before)
    if (!answer.ok) this.set({ older: 'failed' })
    else this.set(now => fold.applyOlder(now, answer.value.items))
  }

  private async loadStatus(): Promise<void> {
    const answer = await this.rest.status()
    if (answer.ok && !this.link.up) this.set({ online: answer.value.online })
  }

  private enter(kept: Kept, session: fold.State['session']): void {
    const moved = this.state.sessionId !== null && this.state.sessionId !== kept.id
    this.storage.write('session', kept)
    if (moved) this.sender.move(kept.id)
    this.set(now => fold.enterSession(now, kept.id, session))
    if (this.state.open) this.storage.writeTab('open', true)
    this.connect()
  }

  private adopt(kept: Kept, connect: boolean): void {
    this.set(now => fold.enterSession(now, kept.id, null))
    this.sender.load(kept.id)
    if (connect) this.connect()
  }

  private connect(): void {
    const kept = this.storage.read<Kept>('session')
    if (!kept) return
    this.receipts.reset()
    this.caughtUp = false
    this.set({ link: 'connecting' })
    this.link.open(kept.token, this.state.lang)
  }

  /** Asks for what came since the last known event, until the head; also proves that the connection is alive. */
  private async catchUp(patience?: number): Promise<void> {
    if (this.catching) return
    this.catching = true
    try {
      while (this.link.up) {
        const after = lastSeq(this.state.log) || null
        const ack = await this.link.request<Resumed>('resume', { after }, patience)
        if (!ack) return this.link.restart()
        if (!ack.ok) return this.refused(ack.error.code, ack.error.retry)
        this.set(now => fold.applyResumed(now, ack))
        if (lastSeq(this.state.log) >= ack.head || !ack.events.length) break
      }
    } finally {
      this.catching = false
    }
    if (!this.link.up) return
    this.set({ link: 'up' })
    this.caughtUp = true
    this.receipts.reset()
    this.receipts.mark()
    this.tellPage()
    void this.sender.flush()
  }

  private refused(code: string, retry: number | null): void {
    if (code === 'unauthorized' || code === 'not_found') this.expired()
    else setTimeout(() => void this.catchUp(), retry ?? 1000)
  }

  private receive(event: WireEvent): void {
    const known = lastSeq(this.state.log)
    this.set(now => fold.receiveEvent(now, event))
    if (hasGap(this.state.log)) void this.catchUp()
    if (isFromStaff(event) && event.seq > known) this.alert(event)
  }

  private alert(event: ChatEvent): void {
    const { open, muted, config } = this.state
    this.announce('message', { text: event.text, author: event.author.name, ts: event.ts })
    const looking = open && document.visibilityState === 'visible'
    if (!open) this.set({ peek: event })
    if (looking || muted || !config?.sounds) return
    // One of the visitor's tabs is enough.
    if ((this.storage.read<number>('chimed') ?? 0) >= event.ts) return
    this.storage.write('chimed', event.ts)
    chime()
  }

  private afterNews(before: fold.State): void {
    const gone = before.box.filter(item => !this.state.box.includes(item))
    this.sender.arrived(
      gone.filter(i => !this.state.box.some(o => o.client_id === i.client_id)).map(i => i.client_id),
    )
    if (this.caughtUp) this.receipts.mark()
  }

  private keepStatus(): void {
    const kept = this.storage.read<Kept>('session')
    if (!kept || kept.id !== this.state.session?.id) return
    const closed = this.state.session.status === 'closed'
    if (closed !== Boolean(kept.closed))
      this.storage.write('session', { ...kept, closed: closed ? Date.now() : null })
  }

  private showTyping(typing: fold.State['typing']): void {
    clearTimeout(this.typingTimer)
    this.set({ typing })
    if (typing) this.typingTimer = window.setTimeout(() => this.set({ typing: null }), TYPING_FADES)
  }

  private expired(): void {
    const kept = this.storage.read<Kept>('session')
    this.link.close()
    this.set({ link: 'down' })
    if (kept && worthRenewing(this)) this.opener.renew(kept.token)
    else this.leave(this.state.open)
  }

  private leave(explain: boolean): void {
    const unsent = unsentTexts(this.state.box)
    this.link.close()
    this.storage.remove('session')
    this.sender.forget()
    this.receipts.reset()
    this.set(now => fold.leaveSession(now, [...unsent, ...(now.draft.trim() ? [now.draft] : [])], explain))
  }

  /** Another tab opened, left, wrote or muted something. */
  private heard(key: string, value: unknown): void {
    if (key === 'muted') this.set({ muted: value === true })
    if (key !== 'session') return this.sender.heard(key, value as Outgoing | null)
    const kept = value as Kept | null
    if (kept?.id === this.state.sessionId && kept) return
    this.link.close()
    if (kept) this.adopt(kept, true)
    else this.set(now => fold.leaveSession(now, [], false))
  }

  private watchPage(): void {
    const wake = () => {
      if (document.visibilityState !== 'visible' || !this.state.sessionId || this.state.link === 'off') return
      this.receipts.mark()
      if (this.link.up) void this.catchUp(PROBE_PATIENCE)
      else this.link.wake()
    }
    addEventListener('online', wake)
    addEventListener('focus', wake)
    document.addEventListener('visibilitychange', wake)
    // A page with an open socket can't enter the back/forward cache; ours must not cost the host that.
    addEventListener('pagehide', () => this.link.close())
    addEventListener('pageshow', event => event.persisted && this.state.link !== 'off' && this.connect())
    for (const name of ['popstate', 'hashchange']) addEventListener(name, () => this.tellPage())
    ;(window as { navigation?: EventTarget }).navigation?.addEventListener('navigatesuccess', () =>
      this.tellPage(),
    )
  }

  private tellPage(): void {
    this.link.tell('page', { url: location.href.slice(0, 2048), title: document.title.slice(0, 300) })
  }
}
