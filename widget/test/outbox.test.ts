import { expect, test } from 'vitest'
import {
  next,
  type Outbox,
  type Outgoing,
  put,
  reconcile,
  retry,
  settle,
  stamp,
  unsentTexts,
} from '../src/outbox'
import { event } from './events'

const item = (client_id: string, at: number, state: Outgoing['state'] = 'waiting'): Outgoing => ({
  client_id,
  session_id: 's',
  text: client_id,
  at,
  state,
})
const box = (...items: Outgoing[]) => items.reduce<Outbox>(put, [])

test('messages leave in the order in which they were written, one at a time', () => {
  const written = box(item('b', 2), item('a', 1), item('c', 3))
  expect(next(written)?.client_id).toBe('a')
  expect(next(put(written, item('a', 1, 'sent')))?.client_id).toBe('b')
})

test('a refused message does not hold up those behind it', () => {
  expect(next(box(item('a', 1, 'failed'), item('b', 2)))?.client_id).toBe('b')
})

test('a clock that stands still or goes back does not change the order', () => {
  let written: Outbox = []
  for (const id of ['a', 'b', 'c']) written = put(written, item(id, stamp(written, id === 'c' ? 5 : 10)))
  expect(written.map(each => each.client_id)).toEqual(['a', 'b', 'c'])
})

test('trying again by hand keeps the client_id and goes behind what is waiting', () => {
  const refused = settle(item('a', 1), { kind: 'refused', reason: 'vì sao' })
  expect(refused).toMatchObject({ state: 'failed', reason: 'vì sao' })
  const again = retry(box(refused, item('b', 2)), 'a', 0)
  expect(again.map(each => [each.client_id, each.state])).toEqual([
    ['b', 'waiting'],
    ['a', 'waiting'],
  ])
  expect(retry(again, 'b', 9)).toBe(again)
})

test('a message that the conversation shows is no longer here; an agent with the same id changes nothing', () => {
  const written = box(item('c1', 1), item('c2', 2))
  expect(reconcile(written, [event(1), event(2, 'agent')]).map(each => each.client_id)).toEqual(['c2'])
})

test('what was accepted is not written a second time', () => {
  expect(unsentTexts(box(item('a', 1, 'sent'), item('b', 2), item('c', 3, 'failed')))).toEqual(['b', 'c'])
})
