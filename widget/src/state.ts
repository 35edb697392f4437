// All that the interface shows, and how every piece of news changes it. No I/O here.

import { type Lang, phrase } from './i18n'
import { countUnread, EMPTY_LOG, isFromStaff, type Log, lastSeq, prepend, raise, receive } from './log'
import { type Outbox, reconcile } from './outbox'
import type { Answers, ChatEvent, Marks, Resumed, VisitorSession, WidgetConfig, WireEvent } from './wire'
import * as say from './words'

/** Of the page: stays when one conversation gives way to another. */
interface Page {
  readonly lang: Lang
  readonly config: WidgetConfig | null
  readonly configFailed: boolean
  readonly open: boolean
  readonly hidden: boolean
  readonly muted: boolean
  readonly phone: boolean
  readonly dark: boolean
  /** Top and height of what the keyboard leaves of a phone's screen. */
  readonly viewport: readonly [number, number] | null
  /** Somebody of the team is there; with a conversation: the one who holds it. */
  readonly online: boolean
  readonly answers: Answers
}

/** Of one conversation, or of the form that precedes it. */
interface Talk {
  readonly link: 'off' | 'connecting' | 'up' | 'down'
  /** A conversation exists, even when nothing of it has been loaded yet. */
  readonly sessionId: string | null
  readonly session: VisitorSession | null
  readonly log: Log
  readonly older: 'more' | 'loading' | 'failed'
  readonly box: Outbox
  readonly slowDown: boolean
  /** The name of who is typing. */
  readonly typing: string | null
  readonly opening: 'no' | 'sending' | 'waiting'
  readonly formProblems: Readonly<Record<string, string>>
  readonly formNotice: string | null
  readonly draft: string
  readonly peek: ChatEvent | null
  /** The reader is at the newest message; if not, `pinnedAt` is the newest that was in sight. */
  readonly pinned: boolean
  readonly pinnedAt: number
  readonly ending: boolean
  readonly score: number
  readonly comment: string
  /** The last attempt to end or to rate failed. */
  readonly trouble: boolean
}

export type State = Page & Talk

const NO_TALK: Talk = {
  link: 'off',
  sessionId: null,
  session: null,
  log: EMPTY_LOG,
  older: 'more',
  box: [],
  slowDown: false,
  typing: null,
  opening: 'no',
  formProblems: {},
  formNotice: null,
  draft: '',
  peek: null,
  pinned: true,
  pinnedAt: 0,
  ending: false,
  score: 0,
  comment: '',
  trouble: false,
}

export const initialState = (lang: Lang): State => ({
  lang,
  config: null,
  configFailed: false,
  open: false,
  hidden: false,
  muted: false,
  phone: false,
  dark: false,
  viewport: null,
  online: false,
  answers: {},
  ...NO_TALK,
})

export function screenOf(state: State): 'loading' | 'failed' | 'form' | 'chat' {
  if (!state.config) return state.configFailed ? 'failed' : 'loading'
  return state.sessionId ? 'chat' : 'form'
}

export const unreadOf = ({ session, log }: State) =>
  session ? countUnread(log, session.seen.visitor.read) : 0

/** What the team has written since; for a page that has only just loaded, what the visitor hasn't read. */
export const newsOf = (before: State, { session, log }: State): ChatEvent[] => {
  const known = lastSeq(before.log) || session?.seen.visitor.read || 0
  return log.events.filter(isFromStaff).filter(({ seq }) => seq > known)
}

function withLog(state: State, log: Log): State {
  return log === state.log ? state : { ...state, log, box: reconcile(state.box, log.events) }
}

export function receiveEvent(state: State, event: WireEvent): State {
  if (event.session_id !== state.sessionId) return state
  const next = withLog(state, receive(state.log, [event]))
  return event.author?.type === 'agent' ? { ...next, typing: null } : next
}

/** `reset` says that what we have doesn't belong to what the hub has: begin again with what it sent. */
export function applyResumed(state: State, { session, events, reset }: Resumed): State {
  const next = withLog(state, receive(reset ? EMPTY_LOG : state.log, events))
  return applySession(next, session)
}

/** Watermarks never go back, whatever order the news comes in. */
export function applySession(state: State, session: VisitorSession): State {
  if (session.id !== state.sessionId) return state
  const { visitor, agent } = state.session?.seen ?? session.seen
  const seen = { visitor: raise(visitor, session.seen.visitor), agent: raise(agent, session.seen.agent) }
  return { ...state, session: { ...session, seen } }
}

export function applySeen(state: State, side: 'visitor' | 'agent', marks: Marks): State {
  if (!state.session) return state
  const { seen } = state.session
  return { ...state, session: { ...state.session, seen: { ...seen, [side]: raise(seen[side], marks) } } }
}

export const applyOlder = (state: State, items: readonly WireEvent[]): State => ({
  ...withLog(state, prepend(state.log, items)),
  // The hub should have had more: asking again at once would be the same answer.
  older: items.length ? 'more' : 'failed',
})

export const enterSession = (state: State, sessionId: string, session: VisitorSession | null): State =>
  state.sessionId === sessionId
    ? { ...state, session }
    : { ...state, ...NO_TALK, sessionId, session, box: state.box, draft: state.draft }

/** Back to the form; what was written but not accepted goes along as the message. */
export function leaveSession(state: State, unsent: readonly string[], explain: boolean): State {
  const message = [state.answers.message, ...unsent].filter(Boolean).join('\n')
  const formNotice = explain ? phrase(state.lang, say.formAgain) : null
  return {
    ...state,
    ...NO_TALK,
    formNotice,
    answers: message ? { ...state.answers, message } : state.answers,
  }
}
