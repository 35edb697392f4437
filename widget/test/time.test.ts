import { expect, test } from 'vitest'
import { initials } from '../src/initials'
import { dayName } from '../src/time'

const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime()

test('days are those of the calendar, not spans of 24 hours', () => {
  expect(dayName(at(20, 23), at(21, 1), 'vi')).toBe('Hôm qua')
  expect(dayName(at(21, 1), at(21, 23), 'vi')).toBe('Hôm nay')
  expect(dayName(at(18, 9), at(21, 9), 'vi')).toContain('18')
  expect(dayName(at(18, 9), at(21, 9), 'en')).toBe('Wednesday 18 November')
})

test('a message of tomorrow’s clock is of today', () => {
  expect(dayName(at(22, 1), at(21, 23), 'en')).toBe('Today')
})

test('initials are those of the first and the last name', () => {
  expect(initials('Nguyễn Thị Lan')).toBe('NL')
  expect(initials('  đức ')).toBe('Đ')
  expect(initials('')).toBe('?')
})
