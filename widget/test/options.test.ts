import { expect, test } from 'vitest'
import { readOptions } from '../src/options'

test('the tag’s address tells where the hub is', () => {
  expect(readOptions('https://chat.example:8443/widget.js?v=2', {}).origin).toBe('https://chat.example:8443')
})

test('what the page asks for is taken where it makes sense', () => {
  const asked = { lang: 'en', color: '#0af', position: 'left', theme: 'dark', open: '' }
  expect(readOptions('https://a.vn/widget.js', asked)).toMatchObject({ ...asked, open: true })
  const nonsense = { lang: 'fr', color: 'red', position: 'top', theme: 'pink', open: 'false' }
  expect(readOptions('https://a.vn/widget.js', nonsense)).toMatchObject({
    lang: undefined,
    color: undefined,
    position: undefined,
    theme: 'auto',
    open: false,
  })
})
