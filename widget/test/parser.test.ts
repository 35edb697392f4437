import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { Decoder, Encoder, type Packet } from '../src/parser'

// Not by its plain name: the build puts ours in its place.
const official = createRequire(import.meta.url)('socket.io-parser') as {
  Encoder: typeof Encoder
  Decoder: typeof Decoder
}

const PACKETS: Packet[] = [
  { type: 0, nsp: '/visitor', data: { token: 't', lang: 'vi' } },
  { type: 0, nsp: '/' },
  { type: 1, nsp: '/visitor' },
  { type: 2, nsp: '/visitor', data: ['send', { client_id: '1', text: 'tiếng Việt,\n"12"' }], id: 12 },
  { type: 2, nsp: '/visitor', data: ['event', { seq: 1 }] },
  { type: 3, nsp: '/visitor', data: [{ ok: true }], id: 0 },
  { type: 4, nsp: '/visitor', data: { message: 'm', data: { code: 'unauthorized' } } },
]

function decode(decoder: InstanceType<typeof Decoder>, text: string): Packet[] {
  const packets: Packet[] = []
  decoder.on('decoded' as never, (packet: Packet) => void packets.push(packet))
  decoder.add(text)
  return packets
}

test.each(PACKETS)('%j is written and read as the official parser does', packet => {
  const [text = ''] = new Encoder().encode(packet)
  expect(new official.Encoder().encode(packet)).toEqual([text])
  expect(decode(new Decoder(), text)).toEqual(decode(new official.Decoder(), text))
})

test.each(['', 'x', '9', '51-["binary"]', '2/visitor,{', new ArrayBuffer(2)])('%j is no packet', text => {
  expect(() => new Decoder().add(text)).toThrow()
})
