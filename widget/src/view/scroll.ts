// The list keeps its place when older messages come, and follows newer ones while the reader is at the end.
import { loadOlder } from '../chat'
import { firstSeq, newestFromStaff } from '../log'
import { markSeen } from '../receipts'
import { set, state } from '../store'

const NEAR = 60

let list: HTMLElement | null = null
let first = 0
let height = 0
let written = 0

/** The keyboard and a growing composer take height away; the newest message must stay in sight. */
const resized = new ResizeObserver(() => state.pinned && toEnd())

const toEnd = () => list?.scrollTo(0, list.scrollHeight)

export function pin(pinned: boolean): void {
  set({ pinned, pinnedAt: newestFromStaff(state.log) })
  markSeen()
}

/** After every drawing. */
export function settle(element: HTMLElement | null): void {
  if (!element) return
  if (list !== element) {
    resized.disconnect()
    resized.observe(element)
    list = element
    if (!state.pinned) pin(true)
  }
  const { log, box } = state
  // Who writes wants to see it.
  if (box.length > written && !state.pinned) pin(true)
  if (state.pinned) toEnd()
  else if (firstSeq(log) < first) element.scrollTop += element.scrollHeight - height
  written = box.length
  first = firstSeq(log)
  height = element.scrollHeight
  // What is loaded may not even fill the screen: then there is nothing to scroll.
  if (height <= element.clientHeight) wantOlder()
}

const wantOlder = () => state.older === 'more' && state.link === 'up' && void loadOlder()

export function onScroll(): void {
  if (!list) return
  const pinned = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR
  if (pinned !== state.pinned) pin(pinned)
  if (list.scrollTop < NEAR) wantOlder()
}
