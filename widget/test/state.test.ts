import { expect, test } from 'vitest'
import { EMPTY_LOG, lastSeq } from '../src/log'
import {
  applyOlder,
  applyResumed,
  applySeen,
  applySession,
  enterSession,
  initialState,
  leaveSession,
  receiveEvent,
  screenOf,
  unreadOf,
} from '../src/state'
import type { VisitorSession } from '../src/wire'
import { event } from './events'

const NONE = { delivered: 0, read: 0 }
const session = (more: Partial<VisitorSession> = {}): VisitorSession => ({
  id: 's',
  status: 'active',
  visitor: { id: 'v', name: 'An', phone: '', address: '', lang: 'vi' },
  holder: null,
  position: null,
  head: 0,
  seen: { visitor: NONE, agent: NONE },
  rating: null,
  ...more,
})
const talking = enterSession(initialState('vi'), 's', session())

test('events of another conversation change nothing', () => {
  expect(receiveEvent(talking, event(1, 'agent', { session_id: 'other' }))).toBe(talking)
})

test('an event takes its message out of the outbox, and an answer ends the typing', () => {
  const box = [{ client_id: 'c1', session_id: 's', text: 'tin 1', at: 1, state: 'waiting' as const }]
  const before = { ...talking, box, typing: 'Lan' }
  const own = receiveEvent(before, event(1))
  expect(own.box).toEqual([])
  expect(own.typing).toBe('Lan')
  expect(receiveEvent(own, event(2, 'agent')).typing).toBe(null)
})

test('a reset begins the log again, an ordinary answer continues it', () => {
  const long = applyResumed(talking, { ok: true, session: session(), events: [event(1), event(2)], head: 2 })
  expect(lastSeq(long.log)).toBe(2)
  const back = applyResumed(long, { ok: true, session: session(), events: [event(1)], head: 1, reset: true })
  expect(lastSeq(back.log)).toBe(1)
})

test('an older summary does not take watermarks back', () => {
  const read = applySeen(talking, 'agent', { delivered: 4, read: 4 })
  expect(applySession(read, session()).session?.seen.agent).toEqual({ delivered: 4, read: 4 })
})

test('unread falls when the visitor has read', () => {
  const heard = receiveEvent(talking, event(1, 'agent'))
  expect(unreadOf(heard)).toBe(1)
  expect(unreadOf(applySeen(heard, 'visitor', { delivered: 1, read: 1 }))).toBe(0)
})

test('back at the form, what could not be sent is in the message', () => {
  const left = leaveSession({ ...talking, answers: { name: 'An', message: 'cũ' } }, ['một', 'hai'], true)
  expect(left.answers).toEqual({ name: 'An', message: 'cũ\nmột\nhai' })
  expect(left.formNotice).toContain('hết hạn')
  expect(left.log).toBe(EMPTY_LOG)
})

test('an empty page of older messages is not asked for again at once', () => {
  expect(applyOlder(talking, []).older).toBe('failed')
})

test('what is shown follows from what is known', () => {
  expect(screenOf(initialState('vi'))).toBe('loading')
  expect(screenOf({ ...initialState('vi'), configFailed: true })).toBe('failed')
})
