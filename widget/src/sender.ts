// Carries the outbox to the hub: one message at a time over all tabs, in order, until each is accepted or refused.
import type { Context } from './context'
import { newId } from './ids'
import { lastSeq } from './log'
import { drop, find, next, type Outgoing, put, retry, settle, stamp } from './outbox'
import { exclusively } from './storage'
import { judge, type Verdict } from './wire'

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
      else if (item) storage.remove(key)
    }
  }

  write(text: string): void {
    const { box, sessionId } = this.context.state
    if (!sessionId) return
    const at = stamp(box, Date.now())
    this.keep({ client_id: newId(), session_id: sessionId, text, at, state: 'waiting' })
    void this.flush()
  }

  again(clientId: string): void {
    const box = retry(this.context.state.box, clientId, Date.now())
    const item = find(box, clientId)
    if (item) this.keep(item)
    void this.flush()
  }

  discard(clientId: string): void {
    this.context.storage.remove(SLOT + clientId)
    this.context.set({ box: drop(this.context.state.box, clientId) })
  }

  /** The same visitor has got another conversation: what is unsent belongs to it now. */
  move(sessionId: string): void {
    for (const item of this.context.state.box) this.keep({ ...item, session_id: sessionId })
  }

  /** The conversation has these by now: an earlier page may have died between sending and being told so. */
  arrived(clientIds: readonly string[]): void {
    for (const clientId of clientIds) this.context.storage.remove(SLOT + clientId)
  }

  forget(): void {
    for (const key of this.context.storage.keys(SLOT)) this.context.storage.remove(key)
  }

  /** Another tab wrote, sent or gave up something. A sent one stays visible until its event is here. */
  heard(key: string, item: Outgoing | null): void {
    if (!key.startsWith(SLOT)) return
    const known = find(this.context.state.box, key.slice(SLOT.length))
    if (item?.session_id === this.context.state.sessionId) this.show(item)
    else if (!item && known && known.state !== 'sent') {
      this.context.set({ box: drop(this.context.state.box, known.client_id) })
    }
    if (item?.state === 'waiting') void this.flush()
  }

  async flush(): Promise<void> {
    if (this.busy) return
    this.busy = true
    clearTimeout(this.timer)
    try {
      let wait = 0
      while (!wait && this.context.link.up && next(this.context.state.box)) {
        await exclusively(`${this.context.name}send`, async () => {
          wait = await this.carry()
        })
      }
      if (wait) this.timer = window.setTimeout(() => void this.flush(), wait)
    } finally {
      this.busy = false
    }
  }

  /** One message; returns the pause in ms before the next try, 0 for none. */
  private async carry(): Promise<number> {
    const item = next(this.context.state.box)
    if (!item) return 0
    const { client_id, text } = item
    if (this.context.storage.read<Outgoing>(SLOT + client_id)?.state !== 'waiting') {
      // Another tab was faster; the news of it is still on its way to us.
      this.show({ ...item, state: 'sent' })
      return 0
    }
    const verdict = judge(await this.context.link.request('send', { client_id, text }))
    this.context.set({ slowDown: verdict.kind === 'again' && verdict.slow })
    if (verdict.kind === 'expired') {
      this.expired()
      return 0
    }
    if (verdict.kind === 'again') return this.context.link.up ? verdict.wait : 0
    this.settle(item, verdict)
    return 0
  }

  private settle(item: Outgoing, verdict: Verdict): void {
    // Its event may have come before its ack, or lie in older history: then there is nothing more to show.
    const shown = verdict.kind === 'accepted' && verdict.seq <= lastSeq(this.context.state.log)
    if (shown) this.context.set({ box: drop(this.context.state.box, item.client_id) })
    else if (find(this.context.state.box, item.client_id)) this.keep(settle(item, verdict))
    if (verdict.kind === 'accepted') this.context.storage.remove(SLOT + item.client_id)
  }

  private keep(item: Outgoing): void {
    this.context.storage.write(SLOT + item.client_id, item)
    this.show(item)
  }

  private show(item: Outgoing): void {
    this.context.set({ box: put(this.context.state.box, item) })
  }
}
