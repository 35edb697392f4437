// Tells the hub what this visitor has received, has read, and is typing.
import type { Context } from './context'
import { newestFromStaff } from './log'
import { applySeen } from './state'

const TYPING_AGAIN = 3000
const TYPING_ENDS = 5000

export class Receipts {
  private told = ''
  private atNewest = true
  private typingTold = 0
  private timer = 0

  constructor(private readonly context: Context) {}

  /** Of a new connection or conversation the hub knows nothing yet. */
  reset(): void {
    this.told = ''
    this.typingTold = 0
    this.mark()
  }

  scrolled(atNewest: boolean): void {
    this.atNewest = atNewest
    this.mark()
  }

  mark(): void {
    const { state, link } = this.context
    const newest = newestFromStaff(state.log)
    if (!state.session || !newest) return
    const reading = state.open && this.atNewest && document.visibilityState === 'visible'
    const known = state.session.seen.visitor.read
    const marks = { delivered: newest, read: reading ? newest : known }
    if (marks.read > known) this.context.set(now => applySeen(now, 'visitor', marks))
    if (!link.up || this.told === String([newest, marks.read])) return
    this.told = String([newest, marks.read])
    link.tell('seen', marks)
  }

  typed(text: string): void {
    const { link, state } = this.context
    clearTimeout(this.timer)
    if (!text.trim()) return this.stopTyping()
    if (Date.now() - this.typingTold > TYPING_AGAIN) {
      this.typingTold = Date.now()
      link.tell('typing', { on: true, ...(state.config?.drafts && { text: text.slice(0, 2000) }) })
    }
    this.timer = window.setTimeout(() => this.stopTyping(), TYPING_ENDS)
  }

  stopTyping(): void {
    clearTimeout(this.timer)
    if (this.typingTold) this.context.link.tell('typing', { on: false })
    this.typingTold = 0
  }
}
