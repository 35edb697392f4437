// All that the interface shows, and how every piece of news changes it. No I/O here.
import { type Lang, translator } from './i18n'
import { EMPTY_LOG, type Log, lastSeq, prepend, raise, receive, resume } from './log'
import { type Outbox, reconcile } from './outbox'
import {
  type Answers,
  type ChatEvent,
  type Holder,
  isChatEvent,
  type Marks,
  type Resumed,
  type VisitorSession,
  type WidgetConfig,
  type WireEvent,
} from './wire'

export interface State {
  readonly lang: Lang
  readonly config: WidgetConfig | null
  readonly configFailed: boolean
  readonly open: boolean
  readonly hidden: boolean
  readonly muted: boolean
  /** Somebody of the team is there; with a conversation: the one who holds it. */
  readonly online: boolean
  readonly link: 'off' | 'connecting' | 'up' | 'down'
  /** A conversation exists, even when nothing of it has been loaded yet. */
  readonly sessionId: string | null
  readonly session: VisitorSession | null
  readonly log: Log
  readonly older: 'more' | 'loading' | 'failed'
  readonly box: Outbox
  readonly slowDown: boolean
  readonly typing: Holder | null
  readonly opening: 'no' | 'sending' | 'waiting'
  readonly answers: Answers
  readonly formProblems: Readonly<Record<string, string>>
  readonly formNotice: string | null
  readonly draft: string
  readonly ending: boolean
  readonly peek: ChatEvent | null
}

export const initialState = (lang: Lang): State => ({
  lang,
  config: null,
  configFailed: false,
  open: false,
  hidden: false,
  muted: false,
  online: false,
  link: 'off',
  sessionId: null,
  session: null,
  log: EMPTY_LOG,
  older: 'more',
  box: [],
  slowDown: false,
  typing: null,
  opening: 'no',
  answers: {},
  formProblems: {},
  formNotice: null,
  draft: '',
  ending: false,
  peek: null,
})

export type Screen = 'loading' | 'failed' | 'form' | 'chat'

export function screenOf(state: State): Screen {
  if (!state.config) return state.configFailed ? 'failed' : 'loading'
  return state.sessionId ? 'chat' : 'form'
}

type Text = string | null | undefined

const holderOf = (data: ChatEvent['data']): Holder => ({
  name: String((data?.name as Text) ?? ''),
  avatar: (data?.avatar as string | null | undefined) ?? null,
})

/** Events say enough about the session to show it rightly even before the next `session` arrives. */
function foldSession(session: VisitorSession, event: WireEvent): VisitorSession {
  if (!isChatEvent(event)) return session
  switch (event.kind) {
    case 'claimed':
      return { ...session, status: 'active', holder: holderOf(event.data), position: null }
    case 'released':
      return { ...session, status: 'waiting', holder: null }
    case 'closed':
      return { ...session, status: 'closed', holder: null, position: null }
    case 'reopened':
      return { ...session, status: 'active' }
    case 'rated':
      return {
        ...session,
        rating: { score: Number(event.data?.score), comment: String(event.data?.comment ?? '') },
      }
    default:
      return session
  }
}

function withLog(state: State, log: Log): State {
  if (log === state.log) return state
  const box = reconcile(state.box, log.events.filter(isChatEvent))
  return { ...state, log, box }
}

export function receiveEvent(state: State, event: WireEvent): State {
  if (event.session_id !== state.sessionId) return state
  const before = lastSeq(state.log)
  const next = withLog(state, receive(state.log, [event]))
  const added = next.log.events.filter(other => other.seq > before)
  const session = next.session && added.reduce(foldSession, next.session)
  const spoke = added.some(other => isChatEvent(other) && other.author.type !== 'visitor')
  return { ...next, session, typing: spoke ? null : next.typing }
}

export function applyResumed(state: State, resumed: Resumed): State {
  const reset = resumed.reset === true || resumed.session.id !== state.sessionId
  const next = withLog(state, resume(state.log, resumed.events, reset))
  return {
    ...applySession(next, resumed.session),
    sessionId: resumed.session.id,
    older: reset ? 'more' : next.older,
  }
}

/** Watermarks never go back, whatever order the news comes in. */
export function applySession(state: State, session: VisitorSession): State {
  if (state.sessionId && session.id !== state.sessionId) return state
  const known = state.session?.id === session.id ? state.session.seen : session.seen
  const seen = {
    visitor: raise(known.visitor, session.seen.visitor),
    agent: raise(known.agent, session.seen.agent),
  }
  return { ...state, session: { ...session, seen } }
}

export function applySeen(state: State, side: 'visitor' | 'agent', marks: Marks): State {
  if (!state.session) return state
  const seen = { ...state.session.seen, [side]: raise(state.session.seen[side], marks) }
  return { ...state, session: { ...state.session, seen } }
}

export function applyOlder(state: State, items: readonly WireEvent[]): State {
  return { ...withLog(state, prepend(state.log, items)), older: 'more' }
}

export function enterSession(state: State, id: string, session: VisitorSession | null): State {
  const same = state.sessionId === id
  return {
    ...state,
    sessionId: id,
    session: session ?? (same ? state.session : null),
    log: same ? state.log : EMPTY_LOG,
    older: 'more',
    opening: 'no',
    formProblems: {},
    formNotice: null,
    typing: null,
  }
}

/** Back to the form; what was written but not accepted goes along as the message. */
export function leaveSession(state: State, unsent: readonly string[], explain: boolean): State {
  const message = [String(state.answers.message ?? ''), ...unsent].filter(Boolean).join('\n')
  return {
    ...initialState(state.lang),
    config: state.config,
    open: state.open,
    hidden: state.hidden,
    muted: state.muted,
    online: state.online,
    answers: message ? { ...state.answers, message } : state.answers,
    formNotice: explain ? translator(state.lang)('form_again') : null,
  }
}
