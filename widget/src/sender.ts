// Carries the outbox to the hub: one message at a time over all tabs, in order, until each is accepted or refused.
import type { Context } from './context'
import { newId } from './ids'
import { lastSeq } from './log'
import { drop, find, next, type Outgoing, put, retry, settle, stamp } from './outbox'
import { exclusively } from './storage'
import { judge } from './wire'

const SLOT = 'out.'

export class Sender {
  private busy = false
  private timer = 0

  constructor(
    private readonly context: Context,
    private readonly expired: () => void,
  ) {}

  /** What an earlier page or another tab has left unsent. */
  load(sessionId: string): void {
    const { storage } = this.context
    for (const key of storage.keys(SLOT)) {
      const item = storage.read<Outgoing>(key)
      if (item?.session_id === sessionId) this.show(item)
    }
  }

  write(text: string): void {
    const { box, sessionId } = this.context.state
    if (!sessionId) return
    this.keep({ client_id: newId(), session_id: sessionId, text, at: stamp(box, Date.now()), state: 'waiting' })
    void this.flush()
  }

  again(clientId: string): void {
    const item = find(retry(this.context.state.box, clientId, Date.now()), clientId)
    if (item) this.keep(item)
    void this.flush()
  }

  discard(clientId: string): void {
    this.forget(clientId)
    this.context.set({ box: drop(this.context.state.box, clientId) })
  }

  /** The same visitor has got another conversation: what is unsent belongs to it now. */
  move(sessionId: string): void {
    for (const item of this.context.state.box) this.keep({ ...item, session_id: sessionId })
  }

  forget(clientId: string): void {
    this.context.storage.write(SLOT + clientId, null)
  }

  forgetAll(): void {
    for (const key of this.context.storage.keys(SLOT)) this.context.storage.write(key, null)
  }

  /** Another tab wrote, sent or gave up something. A sent one stays in sight until its event is here. */
  heard(key: string, item: Outgoing | null): void {
    if (!key.startsWith(SLOT)) return
    const { box, sessionId } = this.context.state
    const known = find(box, key.slice(SLOT.length))
    if (item?.session_id === sessionId) this.show(item as Outgoing)
    else if (!item && known && known.state !== 'sent') this.context.set({ box: drop(box, known.client_id) })
    void this.flush()
  }

  async flush(): Promise<void> {
    if (this.busy) return
    this.busy = true
    clearTimeout(this.timer)
    let wait = 0
    while (!wait && this.context.link.up && next(this.context.state.box)) {
      await exclusively(`${this.context.storage.prefix}send`, async () => {
        wait = await this.carry()
      })
    }
    this.busy = false
    if (wait) this.timer = window.setTimeout(() => this.flush(), wait)
  }

  /** One message; returns the pause in ms before the next try, 0 for none. */
  private async carry(): Promise<number> {
    const { context } = this
    const item = next(context.state.box)
    if (!item) return 0
    const { client_id, text } = item
    const verdict = judge(await context.link.request('send', { client_id, text }))
    context.set({ slowDown: verdict.kind === 'again' && verdict.slow })
    if (verdict.kind === 'expired') this.expired()
    if (verdict.kind === 'again') return context.link.up ? verdict.wait : 0
    if (verdict.kind === 'accepted') {
      // `sent` first: the other tabs keep showing it until its event is here.
      this.keep({ ...item, state: 'sent' })
      this.forget(client_id)
      // Its event may have come before its ack, or lie in older history: then there is nothing more to show.
      const { log, box } = context.state
      if (verdict.seq <= lastSeq(log)) context.set({ box: drop(box, client_id) })
    }
    if (verdict.kind === 'refused') this.keep(settle(item, verdict))
    return 0
  }

  private keep(item: Outgoing): void {
    this.context.storage.write(SLOT + item.client_id, item)
    this.show(item)
  }

  private show(item: Outgoing): void {
    this.context.set({ box: put(this.context.state.box, item) })
  }
}
