import { expect, test } from 'vitest'
import { linkify } from '../src/linkify'

const links = (text: string) =>
  linkify(text)
    .filter(part => part.href)
    .map(part => part.href)

test('addresses of the web, of mail and of telephones become links', () => {
  expect(links('https://a.vn/x?y=1#z và http://b.vn')).toEqual(['https://a.vn/x?y=1#z', 'http://b.vn'])
  expect(links('viết cho lan@gommay.vn hoặc mailto:an@gommay.vn')).toEqual([
    'mailto:lan@gommay.vn',
    'mailto:an@gommay.vn',
  ])
  expect(links('gọi tel:+84912345678')).toEqual(['tel:+84912345678'])
  expect(links('www.gommay.vn')).toEqual(['https://www.gommay.vn'])
})

test('nothing else does', () => {
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'a.b',
    'https://',
  ]) {
    expect(links(text)).toEqual([])
  }
})

test('the sentence around a link stays outside of it', () => {
  expect(links('(xem https://a.vn/x). Hay https://a.vn/y!')).toEqual(['https://a.vn/x', 'https://a.vn/y'])
  expect(links('https://vi.wikipedia.org/wiki/Gốm_(đồ)')).toEqual(['https://vi.wikipedia.org/wiki/Gốm_(đồ)'])
})

test('characters that turn the direction of writing end a link', () => {
  expect(links('https://a.vn/\u202egnp.exe')).toEqual(['https://a.vn/'])
})

test('not a character of the text is lost or changed', () => {
  for (const text of ['', 'chỉ chữ', ' https://a.vn/x, rồi\n\nhttps://b.vn. ', '<b>https://a.vn</b>']) {
    expect(
      linkify(text)
        .map(part => part.text)
        .join(''),
    ).toBe(text)
  }
})
