// The conversation of this browser: joins the connection, the storage, the tabs and the page.
import { announce } from './announce'
import { asLang } from './i18n'
import { firstSeq, hasGap, lastSeq } from './log'
import { openFromForm, renew } from './opener'
import { options } from './options'
import { type Outgoing, unsentTexts } from './outbox'
import { markSeen, resetReceipts, stopTyping } from './receipts'
import { type Answer, fetchConfig, fetchOlder, fetchStatus, type Opened, type Opening } from './rest'
import { flush, forgetMessage, forgetMessages, hearOutbox, loadOutbox, moveOutbox, send } from './sender'
import {
  closeLink,
  isUp,
  type LinkEvents,
  openLink,
  request,
  restartLink,
  tell,
  tryOtherTransport,
} from './socket'
import { allowSound, chime } from './sound'
import * as fold from './state'
import { forget, markTab, read, write } from './storage'
import { set, state, t, watch } from './store'
import { seekProblem } from './view/focus'
import type { Answers, ChatEvent, Resumed, VisitorSession, WireEvent } from './wire'
import * as say from './words'

interface Kept {
  token: string
  id: string
  closed: number | null
}

const DAY = 86_400_000
const TYPING_FADES = 6000
const PROBE_PATIENCE = 5000

let kept: Kept | null = null
let typingTimer = 0
let catching = false

const NEWS: LinkEvents = {
  connect: () => catchUp(),
  disconnect: () => set({ link: 'down', typing: null }),
  expired,
  event: receive,
  session: session => set(now => fold.applySession(now, session)),
  seen: ({ side, ...marks }) => set(now => fold.applySeen(now, side, marks)),
  typing: ({ author, on }) => showTyping(on ? author.name : null),
  presence: ({ online }) => set({ online }),
}

/** Goes on with what an earlier page has left; connects only while there is something to hear. */
export function joinConversation(): void {
  watch(afterChange)
  kept = read('session')
  if (kept) adopt(Date.now() - (kept.closed ?? Date.now()) < DAY)
}

export async function loadConfig(): Promise<void> {
  set({ configFailed: false })
  const answer = await fetchConfig()
  if (!answer.ok) return set({ configFailed: true })
  set({ config: answer.value, lang: options.lang ?? asLang(answer.value.lang) ?? 'vi' })
}

export async function loadStatus(): Promise<void> {
  // With a connection the hub tells more: whether the one who answers is there.
  if (state.link !== 'off') return
  const answer = await fetchStatus()
  if (answer.ok) set({ online: answer.value.online })
}

export function open(): void {
  if (state.open) return
  set({ open: true, hidden: false, peek: null })
  markTab('open', Boolean(kept))
  if (state.link === 'off') connect()
  if (!state.config) void loadConfig()
  void loadStatus()
  markSeen()
  announce('open')
}

export function close(): void {
  if (!state.open) return
  set({ open: false })
  markTab('open', false)
  announce('close')
}

export const toggle = () => (state.open ? close() : open())

export function begin(): void {
  allowSound()
  openFromForm(answered)
}

export function sendDraft(): void {
  const { draft } = state
  allowSound()
  stopTyping()
  set({ draft: '' })
  send(draft)
}

export function mute(muted: boolean): void {
  set({ muted })
  write('muted', muted)
}

export async function end(): Promise<void> {
  const ack = await request('close', {})
  set({ ending: !ack?.ok, trouble: !ack?.ok })
}

export async function rate(): Promise<void> {
  const { score, comment } = state
  const ack = await request('rate', { score, comment: comment.trim() || null })
  set({ trouble: !ack?.ok })
}

/** The same visitor, another conversation. */
export function startOver(): void {
  write('visitor', kept?.token)
  leave(false)
}

export async function loadOlder(): Promise<void> {
  const before = firstSeq(state.log)
  if (!kept || before <= 1 || state.older === 'loading') return
  set({ older: 'loading' })
  const answer = await fetchOlder(kept.token, before)
  set(now => (answer.ok ? fold.applyOlder(now, answer.value.items) : { ...now, older: 'failed' }))
}

export function answered(answer: Answer<Opened>, opening: Opening): void {
  if (answer.ok) enter(answer.value, opening)
  else if (kept) leave(state.open || hasUnsent())
  else {
    const { message, fields } = answer.error
    seekProblem()
    set({ formProblems: fields ?? {}, formNotice: fields ? null : message })
    if (fields) void renewForm()
  }
}

/** The lead may have changed it while it was being filled in. */
async function renewForm(): Promise<void> {
  const before = state.config?.revision
  await loadConfig()
  if (state.config?.revision !== before) set({ formNotice: t(say.formChanged) })
}

function enter({ token, session }: Opened, { client_id, form }: Opening): void {
  forget('visitor')
  keep({ token, id: session.id, closed: null })
  moveOutbox(session.id)
  set(now => ({ ...fold.enterSession(now, session.id, session), answers: { ...read<Answers>('form') } }))
  markTab('open', state.open)
  connect()
  // It went along with the form, unless this visitor had a conversation open: the hub accepts its name only once.
  if (form.message) send(String(form.message), client_id.slice(0, client_id.length / 2))
}

function keep(session: Kept): void {
  kept = session
  write('session', kept)
}

function adopt(wanted: boolean): void {
  const id = kept?.id ?? ''
  set(now => fold.enterSession(now, id, null))
  loadOutbox()
  if (wanted) connect()
}

function connect(): void {
  if (!kept) return
  set({ link: 'connecting' })
  openLink(kept.token, state.lang, NEWS)
}

/** Asks for what came since the last known event, until the head; also proves that the connection is alive. */
async function catchUp(patience?: number): Promise<void> {
  if (catching) return
  catching = true
  let more = true
  while (more && isUp()) {
    const ack = await request<Resumed>('resume', { after: lastSeq(state.log) || null }, patience)
    if (ack?.ok) {
      set(now => fold.applyResumed(now, ack))
      more = ack.events.length > 0 && lastSeq(state.log) < ack.head
    } else if (!ack) patience ? restartLink() : tryOtherTransport()
    else if (/unauthorized|not_found/.test(ack.error.code)) expired()
    else await new Promise(resolve => setTimeout(resolve, ack.error.retry ?? 1000))
  }
  catching = false
  if (!isUp()) return
  set({ link: 'up' })
  resetReceipts()
  tellPage()
  void flush()
}

function receive(event: WireEvent): void {
  set(now => fold.receiveEvent(now, event))
  if (hasGap(state.log)) void catchUp()
  markSeen()
}

/** A message of the team that this page has met; `live` if it was there when the message came. */
function alert(event: ChatEvent, live: boolean): void {
  const { open, muted, config } = state
  if (live) announce('message', { text: event.text, author: event.author.name, ts: event.ts })
  if (!open) set({ peek: event })
  if ((open && document.visibilityState === 'visible') || muted || !config?.sounds) return
  // One of the visitor's tabs is enough.
  if ((read<number>('chimed') ?? 0) >= event.ts) return
  write('chimed', event.ts)
  chime()
}

function afterChange(before: fold.State): void {
  const { box, log, session } = state
  if (log !== before.log) {
    // An earlier page may have died between sending and being told so: the conversation has it by now.
    for (const { client_id } of before.box)
      if (!box.some(item => item.client_id === client_id)) forgetMessage(client_id)
    for (const event of fold.newsOf(before, state)) alert(event, lastSeq(before.log) > 0)
  }
  if (session && session !== before.session) keepStatus(session)
  const unread = fold.unreadOf(state)
  if (unread !== fold.unreadOf(before)) announce('unread', unread)
}

/** A page opened days later needn't connect for a conversation that is over. */
function keepStatus({ id, status }: VisitorSession): void {
  if (!kept || kept.id !== id || (status === 'closed') === Boolean(kept.closed)) return
  keep({ ...kept, closed: kept.closed ? null : Date.now() })
}

function showTyping(typing: string | null): void {
  clearTimeout(typingTimer)
  set({ typing })
  if (typing) typingTimer = window.setTimeout(() => set({ typing: null }), TYPING_FADES)
}

const hasUnsent = () => unsentTexts(state.box).length > 0

/** Asks for the conversation again; what is unsent is worth a new one. */
function expired(): void {
  closeLink()
  set({ link: 'down' })
  if (kept && (hasUnsent() || !kept.closed)) renew(kept.token, hasUnsent(), answered)
  else leave(state.open)
}

function leave(explain: boolean): void {
  const { box, draft } = state
  const unsent = [...unsentTexts(box), draft.trim()].filter(Boolean)
  closeLink()
  kept = null
  forget('session')
  forgetMessages()
  set(now => fold.leaveSession(now, unsent, explain))
  void loadStatus()
}

/** Another tab opened, left, wrote or muted something. */
export function hear(key: string, value: unknown): void {
  if (key === 'muted') set({ muted: value === true })
  if (key !== 'session') {
    hearOutbox(key, value as Outgoing | null)
    return
  }
  const known = kept
  kept = value as Kept | null
  if (kept && known?.token === kept.token) return
  closeLink()
  if (kept) adopt(true)
  else set(now => fold.leaveSession(now, [], false))
}

/** The page woke up, came back into sight or got its network back. */
export function wake(): void {
  if (document.visibilityState !== 'visible' || state.link === 'off') return
  markSeen()
  if (isUp()) void catchUp(PROBE_PATIENCE)
  else restartLink()
}

export function wakeFromCache(): void {
  if (state.link !== 'off') connect()
}

export const tellPage = () =>
  tell('page', { url: location.href.slice(0, 2048), title: document.title.slice(0, 300) })
