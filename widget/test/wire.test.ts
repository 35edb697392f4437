import { expect, test } from 'vitest'
import { judge, readError } from '../src/wire'

const refused = (code: string, retry: number | null = null) =>
  judge({ ok: false, error: { code, message: 'vì sao', retry } })

test('an accepted message has its seq', () => {
  expect(judge({ ok: true, seq: 7 })).toEqual({ kind: 'accepted', seq: 7 })
})

test('no answer and a busy hub mean the same again, after the pause that the hub asks for', () => {
  expect(judge(undefined)).toEqual({ kind: 'again', wait: 1000, slow: false })
  expect(refused('busy', 250)).toEqual({ kind: 'again', wait: 250, slow: false })
})

test('too fast waits and is said', () => {
  expect(refused('rate_limited', 4000)).toEqual({ kind: 'again', wait: 4000, slow: true })
})

test('a refusal for good carries its reason', () => {
  expect(refused('too_large')).toEqual({ kind: 'refused', reason: 'vì sao' })
  expect(refused('session_closed')).toEqual({ kind: 'refused', reason: 'vì sao' })
})

test('an answer that is not the hub’s counts as busy', () => {
  for (const body of [null, undefined, 'oops', { error: 'oops' }, {}])
    expect(readError(body).code).toBe('busy')
  const error = { code: 'invalid', message: 'm', retry: null, fields: { phone: 'sai' } }
  expect(readError({ error })).toEqual(error)
})
