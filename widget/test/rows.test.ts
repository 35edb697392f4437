import { expect, test } from 'vitest'
import { EMPTY_LOG, receive } from '../src/log'
import type { Outgoing } from '../src/outbox'
import { type MessageRow, type Row, rowsOf } from '../src/rows'
import { event, hidden, line, NOON } from './events'

const messages = (rows: Row[]) => rows.filter((row): row is MessageRow => row.kind === 'message')
const unsent = (at: number, state: Outgoing['state'] = 'waiting'): Outgoing => ({
  client_id: 'u',
  session_id: 's',
  text: 'u',
  at,
  state,
})

test('messages of one author within five minutes are one group', () => {
  const log = receive(
    EMPTY_LOG,
    [event(1), event(2), event(3, 'agent'), event(4), event(30)].map((e, i) => ({ ...e, seq: i + 1 })),
  )
  expect(messages(rowsOf(log, [], undefined)).map(row => [row.first, row.last])).toEqual([
    [true, false],
    [false, true],
    [true, true],
    [true, true],
    [true, true],
  ])
})

test('a new day has its line, and an unsent message never lies before the newest', () => {
  const day = 86_400_000
  const log = receive(EMPTY_LOG, [event(1), event(2, 'agent', { ts: NOON + day })])
  const rows = rowsOf(log, [unsent(NOON)], undefined)
  expect(rows.map(row => row.kind)).toEqual(['day', 'message', 'day', 'message', 'message'])
})

test('who speaks is named once, and not right after it was said that they joined', () => {
  const log = receive(EMPTY_LOG, [
    line(1, 'claimed', { name: 'Lan' }),
    event(2, 'agent'),
    event(3),
    event(4, 'agent'),
    event(5, 'agent', { author: { type: 'agent', name: 'Minh' } }),
    event(6, 'agent', { author: { type: 'agent', name: 'Minh' } }),
    event(7, 'agent'),
  ])
  const named = messages(rowsOf(log, [], undefined)).map(row => row.named)
  expect(named).toEqual([false, false, false, true, false, true])
})

test('what happens is a line, what is hidden is nothing', () => {
  const log = receive(EMPTY_LOG, [
    line(1, 'opened'),
    line(2, 'claimed', { name: 'Lan', avatar: '/lan.png' }),
    hidden(3),
    event(4, 'agent'),
  ])
  const rows = rowsOf(log, [], undefined)
  expect(rows.map(row => row.kind)).toEqual(['day', 'line', 'message'])
  expect(messages(rows)[0]?.avatar).toBe('/lan.png')
})

test('own messages have their status, those of the team none', () => {
  const log = receive(EMPTY_LOG, [event(1), event(2, 'agent')])
  const rows = messages(
    rowsOf(log, [unsent(NOON), { ...unsent(NOON, 'failed'), client_id: 'f' }], { delivered: 1, read: 1 }),
  )
  expect(rows.map(row => row.status)).toEqual(['read', null, 'sending', 'failed'])
})
