import { expect, test } from 'vitest'
import { phrase } from '../src/i18n'
import * as words from '../src/words'

const { scores, ...single } = words
const all = [...Object.entries(single), ...scores.map((score, index) => [`scores.${index}`, score] as const)]

test.each(all)('%s is said in both languages, with the same blanks', (_name, [vi, en]) => {
  expect(vi.trim()).not.toBe('')
  expect(en.trim()).not.toBe('')
  expect(vi).not.toBe(en)
  expect(vi.normalize('NFC')).toBe(vi)
  const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
  expect(blanks(vi)).toEqual(blanks(en))
})

test('blanks are filled in, and a name cannot turn the sentence around it', () => {
  expect(phrase('vi', words.unread, { n: 3 })).toBe('3 tin nhắn chưa đọc')
  expect(phrase('en', words.joined, { name: '\u202eLan\u2066' })).toBe('Lan joined the conversation')
})
