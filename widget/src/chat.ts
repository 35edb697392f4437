// The running widget without its looks: joins the conversation, the connection, the storage and the tabs.
import type { Context } from './context'
import { asLang } from './i18n'
import { countUnread, firstSeq, hasGap, isFromStaff, lastSeq } from './log'
import { Opener } from './opener'
import { type Outgoing, unsentTexts } from './outbox'
import { Receipts } from './receipts'
import { Rest } from './rest'
import { watchScreen } from './screen'
import { Sender } from './sender'
import { Link } from './socket'
import { allowSound, chime } from './sound'
import * as fold from './state'
import { Storage } from './storage'
import type { Answers, ChatEvent, Resumed, VisitorSession, WireError, WireEvent } from './wire'

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
  readonly storage: Storage
  readonly rest: Rest
  readonly link: Link
  readonly receipts: Receipts
  readonly sender: Sender
  state: fold.State
  changed = () => {}
  private readonly opener: Opener
  private readonly tab: Storage
  private kept: Kept | null
  private typingTimer = 0
  private catching = false
  private unreadTold = 0

  constructor(
    readonly options: Options,
    private readonly announce: (name: Happening, detail?: unknown) => void,
  ) {
    this.state = fold.initialState(options.lang ?? 'vi')
    this.storage = new Storage(`alo:${options.origin}:`)
    this.tab = new Storage(this.storage.prefix, () => sessionStorage)
    this.kept = this.storage.read('session')
    this.rest = new Rest(options.origin)
    this.link = new Link(options.origin, {
      connected: () => this.catchUp(),
      lost: expired => (expired ? this.expired() : this.set({ link: 'down', typing: null })),
      event: event => this.receive(event),
      session: session => this.set(now => fold.applySession(now, session)),
      seen: ({ side, ...marks }) => this.set(now => fold.applySeen(now, side, marks)),
      typing: ({ author, on }) => this.showTyping(on ? author.name : null),
      presence: ({ online }) => this.set({ online }),
    })
    this.receipts = new Receipts(this)
    this.sender = new Sender(this, () => this.expired())
    this.opener = new Opener(this, {
      opened: ({ token, session }) => this.enter({ token, id: session.id, closed: null }, session),
      refused: error => this.refuse(error),
    })
  }

  set(change: Partial<fold.State> | ((state: fold.State) => fold.State)): void {
    const before = this.state
    this.state = typeof change === 'function' ? change(before) : { ...before, ...change }
    const { box, log, session } = this.state
    if (log !== before.log) {
      // An earlier page may have died between sending and being told so: the conversation has it by now.
      for (const { client_id } of before.box) if (!box.some(i => i.client_id === client_id)) this.sender.forget(client_id)
    }
    if (session !== before.session) this.keepStatus()
    if (this.unread !== this.unreadTold) {
      this.unreadTold = this.unread
      this.announce('unread', this.unread)
    }
    this.changed()
  }

  get unread(): number {
    const { session, log } = this.state
    return session ? countUnread(log, session.seen.visitor.read) : 0
  }

  async start(): Promise<void> {
    this.storage.listen((key, value) => this.heard(key, value))
    watchScreen(this, this.options.theme)
    this.watchPage()
    this.set({
      muted: this.storage.read('muted') === true,
      answers: { ...this.storage.read<Answers>('form'), ...this.state.answers },
    })
    if (this.kept) this.adopt(Date.now() - (this.kept.closed ?? Date.now()) < DAY)
    await Promise.all([this.loadConfig(), this.loadStatus()])
    this.announce('ready')
    this.opener.resume()
    if (this.options.open || (this.tab.read('open') && !this.state.phone)) this.open()
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
    this.rememberOpen()
    if (this.state.link === 'off') this.connect()
    if (!this.state.config) void this.loadConfig()
    void this.loadStatus()
    this.receipts.mark()
    this.announce('open')
  }

  close(): void {
    if (!this.state.open) return
    this.set({ open: false })
    this.rememberOpen()
    this.announce('close')
  }

  toggle = () => (this.state.open ? this.close() : this.open())

  identify(answers: Answers): void {
    this.set({ answers: { ...this.state.answers, ...answers } })
  }

  begin(): void {
    allowSound()
    this.opener.start()
  }

  send(text: string): void {
    this.receipts.stopTyping()
    this.set({ draft: '' })
    this.sender.write(text)
  }

  mute(muted: boolean): void {
    this.set({ muted })
    this.storage.write('muted', muted)
  }

  async end(): Promise<void> {
    const ack = await this.link.request('close', {})
    this.set({ ending: !ack?.ok, trouble: !ack?.ok })
  }

  async rate(): Promise<void> {
    const { score, comment } = this.state
    const ack = await this.link.request('rate', { score, comment: comment.trim() || null })
    this.set({ trouble: !ack?.ok })
  }

  /** The same visitor, another conversation. */
  startOver(): void {
    this.storage.write('visitor', this.kept?.token ?? null)
    this.leave(false)
  }

  async loadOlder(): Promise<void> {
    const before = firstSeq(this.state.log)
    if (!this.kept || before <= 1 || this.state.older === 'loading') return
    this.set({ older: 'loading' })
    const answer = await this.rest.older(this.kept.token, before)
    this.set(now => (answer.ok ? fold.applyOlder(now, answer.value.items) : { ...now, older: 'failed' }))
  }

  private async loadStatus(): Promise<void> {
    if (this.kept) return
    const answer = await this.rest.status()
    if (answer.ok) this.set({ online: answer.value.online })
  }

  private rememberOpen(): void {
    if (this.kept) this.tab.write('open', this.state.open || null)
  }

  private keep(kept: Kept | null): void {
    this.kept = kept
    this.storage.write('session', kept)
  }

  private enter(kept: Kept, session: VisitorSession): void {
    this.storage.write('visitor', null)
    this.keep(kept)
    this.sender.move(kept.id)
    this.set(now => fold.enterSession(now, kept.id, session))
    this.set({ answers: { ...this.state.answers, message: '' } })
    this.rememberOpen()
    this.connect()
  }

  private adopt(connect: boolean): void {
    const id = this.kept?.id ?? ''
    this.set(now => fold.enterSession(now, id, null))
    this.sender.load(id)
    if (connect) this.connect()
  }

  private connect(): void {
    if (!this.kept) return
    this.set({ link: 'connecting' })
    this.link.open(this.kept.token, this.state.lang)
  }

  /** Asks for what came since the last known event, until the head; also proves that the connection is alive. */
  private async catchUp(patience?: number): Promise<void> {
    if (this.catching) return
    this.catching = true
    let more = true
    while (more && this.link.up) {
      const after = lastSeq(this.state.log) || null
      const ack = await this.link.request<Resumed>('resume', { after }, patience)
      if (ack?.ok) {
        this.set(now => fold.applyResumed(now, ack))
        more = ack.events.length > 0 && lastSeq(this.state.log) < ack.head
      } else if (!ack) this.link.restart()
      else if (/unauthorized|not_found/.test(ack.error.code)) this.expired()
      else await new Promise(resolve => setTimeout(resolve, ack.error.retry ?? 1000))
    }
    this.catching = false
    if (!this.link.up) return
    this.set({ link: 'up' })
    this.receipts.reset()
    this.tellPage()
    void this.sender.flush()
  }

  private receive(event: WireEvent): void {
    const isNew = event.seq > lastSeq(this.state.log)
    this.set(now => fold.receiveEvent(now, event))
    if (hasGap(this.state.log)) void this.catchUp()
    this.receipts.mark()
    if (isNew && isFromStaff(event)) this.alert(event)
  }

  private alert(event: ChatEvent): void {
    const { open, muted, config } = this.state
    this.announce('message', { text: event.text, author: event.author.name, ts: event.ts })
    if (!open) this.set({ peek: event })
    if ((open && document.visibilityState === 'visible') || muted || !config?.sounds) return
    // One of the visitor's tabs is enough.
    if ((this.storage.read<number>('chimed') ?? 0) >= event.ts) return
    this.storage.write('chimed', event.ts)
    chime()
  }

  /** A page opened days later needn't connect for a conversation that is over. */
  private keepStatus(): void {
    const { kept } = this
    const { session } = this.state
    if (!kept || kept.id !== session?.id || (session.status === 'closed') === Boolean(kept.closed)) return
    this.keep({ ...kept, closed: kept.closed ? null : Date.now() })
  }

  private showTyping(typing: string | null): void {
    clearTimeout(this.typingTimer)
    this.set({ typing })
    if (typing) this.typingTimer = window.setTimeout(() => this.set({ typing: null }), TYPING_FADES)
  }

  /** Asks for the conversation again where somebody is waiting for it; else the form waits for the next visit. */
  private expired(): void {
    const { open, session, box } = this.state
    this.link.close()
    this.set({ link: 'down' })
    const wanted = unsentTexts(box).length || (open && session?.status !== 'closed')
    if (this.kept && wanted) this.opener.renew(this.kept.token)
    else this.leave(open)
  }

  private refuse({ message, fields }: WireError): void {
    if (this.kept) return this.leave(true)
    this.set({ formProblems: fields ?? {}, formNotice: fields ? null : message })
    // The lead may have changed the form meanwhile.
    if (fields) void this.loadConfig()
  }

  private leave(explain: boolean): void {
    const { box, draft } = this.state
    const unsent = [...unsentTexts(box), draft.trim()].filter(Boolean)
    this.link.close()
    this.keep(null)
    this.sender.forgetAll()
    this.set(now => fold.leaveSession(now, unsent, explain))
  }

  /** Another tab opened, left, wrote or muted something. */
  private heard(key: string, value: unknown): void {
    if (key === 'muted') this.set({ muted: value === true })
    if (key !== 'session') return this.sender.heard(key, value as Outgoing | null)
    const known = this.kept
    this.kept = value as Kept | null
    if (this.kept && known?.token === this.kept.token) return
    this.link.close()
    if (this.kept) this.adopt(true)
    else this.set(now => fold.leaveSession(now, [], false))
  }

  private watchPage(): void {
    const wake = () => {
      if (document.visibilityState !== 'visible' || this.state.link === 'off') return
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
    const navigation = (window as { navigation?: EventTarget }).navigation
    navigation?.addEventListener('navigatesuccess', () => this.tellPage())
    addEventListener('popstate', () => this.tellPage())
  }

  private tellPage(): void {
    this.link.tell('page', { url: location.href.slice(0, 2048), title: document.title.slice(0, 300) })
  }
}
