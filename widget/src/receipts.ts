// Tells the hub what this visitor has received, has read, and is typing.
import { newestFromStaff } from './log'
import { isUp, tell } from './socket'
import { applySeen } from './state'
import { set, state } from './store'

const TYPING_AGAIN = 3000
const TYPING_ENDS = 5000

let told = ''
let typingTold = 0
let timer = 0

/** Of a new connection or conversation the hub knows nothing yet. */
export function resetReceipts(): void {
  told = ''
  typingTold = 0
  markSeen()
}

export function markSeen(): void {
  const newest = newestFromStaff(state.log)
  if (!state.session || !newest) return
  const reading = state.open && state.pinned && document.visibilityState === 'visible'
  const known = state.session.seen.visitor.read
  const marks = { delivered: newest, read: reading ? newest : known }
  if (marks.read > known) set(now => applySeen(now, 'visitor', marks))
  if (!isUp() || told === `${newest},${marks.read}`) return
  told = `${newest},${marks.read}`
  tell('seen', marks)
}

export function typed(text: string): void {
  clearTimeout(timer)
  if (!text.trim()) {
    stopTyping()
    return
  }
  if (Date.now() - typingTold > TYPING_AGAIN) {
    typingTold = Date.now()
    tell('typing', { on: true, ...(state.config?.drafts && { text: text.slice(0, 2000) }) })
  }
  timer = window.setTimeout(stopTyping, TYPING_ENDS)
}

export function stopTyping(): void {
  clearTimeout(timer)
  if (typingTold) tell('typing', { on: false })
  typingTold = 0
}
