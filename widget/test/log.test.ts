import { expect, test } from 'vitest'
import {
  countUnread,
  EMPTY_LOG,
  firstSeq,
  hasGap,
  lastSeq,
  prepend,
  raise,
  receive,
  statusOf,
} from '../src/log'
import { event, hidden } from './events'

const seqs = (log: typeof EMPTY_LOG) => log.events.map(each => each.seq)

test('events are ordered by seq, whatever order they come in', () => {
  let log = receive(EMPTY_LOG, [event(1)])
  for (const seq of [3, 2, 5, 4]) log = receive(log, [event(seq)])
  expect(seqs(log)).toEqual([1, 2, 3, 4, 5])
  expect(hasGap(log)).toBe(false)
})

test('what is known already is dropped, also while it waits for what is missing', () => {
  const log = receive(EMPTY_LOG, [event(1), event(2), event(2), event(4), event(4)])
  expect(receive(log, [event(1), event(2), event(4)])).toBe(log)
  expect(log.early).toHaveLength(1)
})

test('a missing seq is noticed and nothing behind it is shown before it is here', () => {
  const log = receive(EMPTY_LOG, [event(1), event(3)])
  expect(seqs(log)).toEqual([1])
  expect(hasGap(log)).toBe(true)
  expect(seqs(receive(log, [event(2)]))).toEqual([1, 2, 3])
})

test('hidden events fill their seq', () => {
  const log = receive(EMPTY_LOG, [event(1), hidden(2), event(3)])
  expect(lastSeq(log)).toBe(3)
  expect(hasGap(log)).toBe(false)
})

test('a fresh device may begin late, and older pages join in front without gaps or doubles', () => {
  const log = receive(EMPTY_LOG, [event(51), event(52)])
  expect(firstSeq(log)).toBe(51)
  expect(seqs(prepend(log, [event(49), event(50), event(51)]))).toEqual([49, 50, 51, 52])
  expect(seqs(prepend(log, [event(48)]))).toEqual([51, 52])
})

test('only what the team wrote after the read mark is unread', () => {
  const log = receive(EMPTY_LOG, [event(1, 'agent'), event(2, 'visitor'), event(3, 'agent'), event(4, 'bot')])
  expect(countUnread(log, 1)).toBe(2)
  expect(countUnread(log, 4)).toBe(0)
})

test('watermarks only grow, and what is read has been delivered', () => {
  expect(raise({ delivered: 5, read: 3 }, { delivered: 4, read: 2 })).toEqual({ delivered: 5, read: 3 })
  expect(raise({ delivered: 1, read: 1 }, { delivered: 2, read: 4 })).toEqual({ delivered: 4, read: 4 })
})

test('a message is sent, then delivered, then read', () => {
  const marks = { delivered: 4, read: 3 }
  expect([3, 4, 5].map(seq => statusOf(seq, marks))).toEqual(['read', 'delivered', 'sent'])
  expect(statusOf(1, undefined)).toBe('sent')
})
