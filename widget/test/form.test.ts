import { expect, test } from 'vitest'
import { collect, findMissing, remembered } from '../src/form'
import type { FormField } from '../src/wire'

const field = (id: string, type: FormField['type'], required = false): FormField => ({
  id,
  type,
  label: { vi: id, en: id },
  placeholder: { vi: '', en: '' },
  required,
  options: [],
  pattern: null,
})
const fields = [
  field('name', 'text', true),
  field('topic', 'select'),
  field('agree', 'checkbox', true),
  field('message', 'textarea'),
]

test('a required field wants more than spaces, a required checkbox really its tick', () => {
  expect(findMissing(fields, { name: '  ', agree: false }).map(({ id }) => id)).toEqual(['name', 'agree'])
  expect(findMissing(fields, { name: 'An', agree: true })).toEqual([])
})

test('only fields that exist are sent, trimmed, without empty ones', () => {
  const answers = { name: ' An ', topic: '', agree: true, gone: 'x', message: 'Chào' }
  expect(collect(fields, answers)).toEqual({ name: 'An', agree: true, message: 'Chào' })
})

test('who they are is remembered, what they asked and agreed to is not', () => {
  expect(remembered(fields, { name: 'An', topic: 'order', agree: true, message: 'Chào' })).toEqual({
    name: 'An',
    topic: 'order',
  })
})
