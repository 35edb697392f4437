// Tells the hub what this visitor has received, has read, and is typing.
import type { Context } from './context'
import { newestFromStaff } from './log'
import { applySeen } from './state'

const TYPING_AGAIN = 3000
const TYPING_ENDS = 5000

export class Receipts {
  private told = { delivered: 0, read: 0 }
  private atNewest = true
  private typingTold = 0
  private typingTimer = 0

  constructor(private readonly context: Context) {}

  /** Of a new connection or conversation the hub knows nothing yet. */
  reset(): void {
    this.told = { delivered: 0, read: 0 }
    this.typingTold = 0
  }

  scrolled(atNewest: boolean): void {
    this.atNewest = atNewest
    this.mark()
  }

  mark(): void {
    const { state, link } = this.context
    if (!state.session) return
    const newest = newestFromStaff(state.log)
    const reading = state.open && this.atNewest && document.visibilityState === 'visible'
    const marks = { delivered: newest, read: reading ? newest : state.session.seen.visitor.read }
    if (marks.read > state.session.seen.visitor.read)
      this.context.set(now => applySeen(now, 'visitor', marks))
    if (!link.up || (marks.delivered <= this.told.delivered && marks.read <= this.told.read)) return
    this.told = marks
    link.tell('seen', marks)
  }

  typed(text: string): void {
    const { link, state } = this.context
    clearTimeout(this.typingTimer)
    if (!text.trim()) return this.stopTyping()
    if (Date.now() - this.typingTold > TYPING_AGAIN) {
      this.typingTold = Date.now()
      link.tell('typing', { on: true, ...(state.config?.drafts ? { text: text.slice(0, 4000) } : {}) })
    }
    this.typingTimer = window.setTimeout(() => this.stopTyping(), TYPING_ENDS)
  }

  stopTyping(): void {
    clearTimeout(this.typingTimer)
    if (this.typingTold) this.context.link.tell('typing', { on: false })
    this.typingTold = 0
  }
}
