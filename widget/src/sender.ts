// Carries the outbox to the hub: one message at a time over all tabs, in order, until each is accepted or refused.
import { newId } from './ids'
import { lastSeq } from './log'
import { drop, find, next, type Outgoing, put, reconcile, retry, settle, stamp } from './outbox'
import { isUp, request } from './socket'
import { exclusively, forget, keys, read, write } from './storage'
import { set, state } from './store'
import { judge } from './wire'

const SLOT = 'out.'
let busy = false
let timer = 0

/** Another tab's news of a message may come later than the message itself. */
const show = (item: Outgoing) => set({ box: reconcile(put(state.box, item), state.log.events) })

function keep(item: Outgoing): void {
  write(SLOT + item.client_id, item)
  show(item)
}

export const forgetMessage = (clientId: string) => forget(SLOT + clientId)

export const forgetMessages = () => keys(SLOT).forEach(forget)

/** What an earlier page or another tab has left unsent. */
export function loadOutbox(): void {
  for (const key of keys(SLOT)) {
    const item = read<Outgoing>(key)
    if (item?.session_id === state.sessionId) show(item as Outgoing)
  }
}

export function send(text: string, clientId = newId()): void {
  const { box, sessionId } = state
  keep({
    client_id: clientId,
    session_id: sessionId ?? '',
    text,
    at: stamp(box, Date.now()),
    state: 'waiting',
  })
  void flush()
}

export function sendAgain(clientId: string): void {
  const item = find(retry(state.box, clientId, Date.now()), clientId)
  if (item) keep(item)
  void flush()
}

export function discard(clientId: string): void {
  forgetMessage(clientId)
  set({ box: drop(state.box, clientId) })
}

/** The same visitor has got another conversation: what is unsent belongs to it now. */
export function moveOutbox(sessionId: string): void {
  for (const item of state.box) keep({ ...item, session_id: sessionId })
}

/** Another tab wrote, sent or gave up something. A sent one stays in sight until its event is here. */
export function hearOutbox(key: string, item: Outgoing | null): void {
  if (!key.startsWith(SLOT)) return
  const known = find(state.box, key.slice(SLOT.length))
  if (item?.session_id === state.sessionId) show(item as Outgoing)
  else if (!item && known && known.state !== 'sent') set({ box: drop(state.box, known.client_id) })
  void flush()
}

export async function flush(): Promise<void> {
  if (busy) return
  busy = true
  clearTimeout(timer)
  let wait = 0
  while (!wait && isUp() && next(state.box)) {
    await exclusively('send', async () => {
      wait = await carry()
    })
  }
  busy = false
  if (wait) timer = window.setTimeout(flush, wait)
}

/** One message; returns the pause in ms before the next try, 0 for none. */
async function carry(): Promise<number> {
  const item = next(state.box)
  if (!item) return 0
  const { client_id, text } = item
  const verdict = judge(await request('send', { client_id, text }))
  set({ slowDown: verdict.kind === 'again' && verdict.slow })
  if (verdict.kind === 'again') return isUp() ? verdict.wait : 0
  if (verdict.kind === 'refused') keep(settle(item, verdict))
  if (verdict.kind === 'accepted') {
    // `sent` first: the other tabs keep showing it until its event is here.
    keep({ ...item, state: 'sent' })
    forgetMessage(client_id)
    // Its event may have come before its ack, or lie in older history: then there is nothing more to show.
    if (verdict.seq <= lastSeq(state.log)) set({ box: drop(state.box, client_id) })
  }
  return 0
}
