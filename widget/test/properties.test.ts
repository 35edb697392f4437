// What holds for every order, doubling and loss of news, not only for the examples of the other files.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EMPTY_LOG, firstSeq, hasGap, type Log, lastSeq, prepend, receive } from '../src/log'
import { drop, next, type Outbox, put, reconcile, retry, settle, stamp } from '../src/outbox'
import { applySeen, applySession, enterSession, initialState, newsOf, receiveEvent } from '../src/state'
import { judge, type VisitorSession, type WireEvent } from '../src/wire'
import { event, hidden } from './events'

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const seqs = (log: Log) => log.events.map(each => each.seq)
const isAscending = (list: readonly number[]) => list.every((n, i) => i === 0 || n > (list[i - 1] as number))

/** Events 1…n, some of them hidden, in any order, each at least once, in parcels of any size. */
const arrivals = fc
  .record({ head: fc.integer({ min: 1, max: 30 }), notes: fc.uniqueArray(fc.integer({ min: 1, max: 30 })) })
  .chain(({ head, notes }) => {
    const all = numbers(1, head)
    return fc.record({
      head: fc.constant(head),
      order: fc.array(fc.constantFrom(...all)).chain(doubles => {
        const events = [...all, ...doubles].map(seq => (notes.includes(seq) ? hidden(seq) : event(seq)))
        return fc.shuffledSubarray(events, { minLength: events.length })
      }),
      parcel: fc.integer({ min: 1, max: 7 }),
    })
  })

function deliver(log: Log, order: readonly WireEvent[], parcel: number, look: (log: Log) => void): Log {
  let now = log
  for (let from = 0; from < order.length; from += parcel) {
    now = receive(now, order.slice(from, from + parcel))
    look(now)
  }
  return now
}

test('whatever order and doubling events come in, the log ends complete, and is gapless all along', () => {
  fc.assert(
    fc.property(arrivals, ({ head, order, parcel }) => {
      // The conversation began on this device: the first event is known, so that a gap can be seen.
      const begun = receive(EMPTY_LOG, [event(1)])
      const whole = deliver(begun, order, parcel, log => {
        expect(seqs(log)).toEqual(numbers(1, lastSeq(log)))
        expect(isAscending(log.early.map(each => each.seq))).toBe(true)
        expect(log.early.every(each => each.seq > lastSeq(log) + 1)).toBe(true)
      })
      expect(seqs(whole)).toEqual(numbers(1, head))
      expect(hasGap(whole)).toBe(false)
    }),
  )
})

test('with seqs missing nothing behind the first gap is shown, and everything once they are asked for', () => {
  fc.assert(
    fc.property(
      arrivals,
      fc.uniqueArray(fc.integer({ min: 2, max: 30 })),
      ({ head, order, parcel }, lost) => {
        const begun = receive(EMPTY_LOG, [event(1)])
        const missing = lost.filter(seq => seq <= head)
        const heard = order.filter(each => !missing.includes(each.seq))
        const log = deliver(begun, heard, parcel, () => {})
        const gap = missing.length ? Math.min(...missing) : head + 1
        expect(seqs(log)).toEqual(numbers(1, gap - 1))
        expect(hasGap(log)).toBe(heard.some(each => each.seq > gap))
        // What `resume` answers: all that follows the last known one.
        const resumed = receive(
          log,
          numbers(lastSeq(log) + 1, head).map(seq => event(seq)),
        )
        expect(seqs(resumed)).toEqual(numbers(1, head))
        expect(hasGap(resumed)).toBe(false)
      },
    ),
  )
})

test('pages of older events, torn and overlapping, join in front without a gap or a double', () => {
  const pages = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 })))
  fc.assert(
    fc.property(pages, list => {
      let log = receive(EMPTY_LOG, [event(50), event(51)])
      for (const [from, to] of list) {
        log = prepend(
          log,
          numbers(Math.min(from, to), Math.max(from, to)).map(seq => event(seq)),
        )
        expect(seqs(log)).toEqual(numbers(firstSeq(log), 51))
      }
    }),
  )
})

const session: VisitorSession = {
  id: 's',
  status: 'active',
  visitor: { id: 'v', name: 'An', phone: '', address: '', lang: 'vi' },
  holder: null,
  position: null,
  head: 0,
  seen: { visitor: { delivered: 0, read: 0 }, agent: { delivered: 0, read: 0 } },
  rating: null,
}
const talking = enterSession(initialState('vi'), 's', session)
const marks = fc.record({ delivered: fc.nat(50), read: fc.nat(50) })

test('watermarks end the same in every order, and never fall', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('visitor' as const, 'agent' as const), marks)), news => {
      let [forth, back] = [talking, talking]
      for (const [side, mark] of news) {
        const later = applySeen(forth, side, mark)
        expect(later.session?.seen[side].read).toBeGreaterThanOrEqual(forth.session?.seen[side].read ?? 0)
        forth = later
      }
      for (const [side, mark] of [...news].reverse())
        back = applySession(back, { ...session, seen: { ...session.seen, [side]: mark } })
      expect(back.session?.seen).toEqual(forth.session?.seen)
    }),
  )
})

test('every message of the team is news exactly once, however its event arrives', () => {
  fc.assert(
    fc.property(arrivals, ({ order }) => {
      let state = receiveEvent(talking, event(1))
      const told: number[] = []
      for (const { seq } of order) {
        const before = state
        state = receiveEvent(state, event(seq, seq % 3 ? 'agent' : 'visitor'))
        told.push(...newsOf(before, state).map(each => each.seq))
      }
      expect(told).toEqual(numbers(2, lastSeq(state.log)).filter(seq => seq % 3))
    }),
  )
})

type Fate = 'arrives' | 'lost' | 'ack lost' | 'busy' | 'refused'
const fates = fc.array(fc.constantFrom<Fate>('arrives', 'lost', 'ack lost', 'busy', 'refused'))

/** As the hub does: a name that is known is answered with its first seq, before anything else is looked at. */
function accept(hub: string[], clientId: string, fate: Fate) {
  if (fate === 'lost') return undefined
  const error = { code: 'busy', message: '', retry: 100 }
  if (fate === 'busy') return { ok: false as const, error }
  if (hub.includes(clientId)) return { ok: true as const, seq: hub.indexOf(clientId) + 1 }
  if (fate === 'refused') return { ok: false as const, error: { ...error, code: 'too_large', retry: null } }
  hub.push(clientId)
  return fate === 'ack lost' ? undefined : { ok: true as const, seq: hub.length }
}

test('through losses of every kind each message arrives once, in the order of writing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(3)), fates, (count, clock, fortune) => {
      let box: Outbox = []
      for (const n of numbers(1, count)) {
        const at = stamp(box, clock[n] ?? 0)
        box = put(box, { client_id: `m${n}`, session_id: 's', text: '', at, state: 'waiting' })
      }
      const hub: string[] = []
      const refused: string[] = []
      const luck = [...fortune]
      for (let item = next(box); item; item = next(box)) {
        const verdict = judge(accept(hub, item.client_id, luck.shift() ?? 'arrives'))
        if (verdict.kind === 'accepted') box = drop(box, item.client_id)
        if (verdict.kind === 'refused') {
          refused.push(item.client_id)
          box = put(box, settle(item, verdict))
        }
      }
      const written = numbers(1, count).map(n => `m${n}`)
      expect(hub).toEqual(written.filter(name => !refused.includes(name)))
      expect(box.map(item => item.client_id)).toEqual(refused)
      // By hand, once more: behind the others, under the same name.
      for (const name of refused) box = retry(box, name, 0)
      expect(box.map(item => item.client_id)).toEqual(refused)
    }),
  )
})

test('what the conversation shows leaves the outbox, whoever heard of it first', () => {
  const names = numbers(1, 12)
  fc.assert(
    fc.property(fc.shuffledSubarray(names), fc.shuffledSubarray(names), (waiting, shown) => {
      const box = waiting.reduce<Outbox>(
        (all, n) => put(all, { client_id: `c${n}`, session_id: 's', text: '', at: n, state: 'waiting' }),
        [],
      )
      const left = reconcile(
        box,
        shown.map(seq => event(seq)),
      )
      const expected = waiting.filter(n => !shown.includes(n)).sort((a, b) => a - b)
      expect(left.map(item => item.client_id)).toEqual(expected.map(n => `c${n}`))
    }),
  )
})
