// Says what each part of widget.js weighs, and fails when the whole is too heavy for somebody else's page.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const LIMIT = 30_000
const PARTS = {
  'socket.io-client': /node_modules\/(socket\.io|engine\.io|@socket\.io)|src\/parser\.ts/,
  preact: /node_modules\/preact/,
  styles: /styles\.css/,
  words: /src\/words\.ts/,
  interface: /src\/view\//,
  conversation: /src\//,
}

const weigh = code => gzipSync(code, { level: 9 }).length
const whole = weigh(readFileSync('dist/widget.js'))

// What a part adds cannot be read off the minified file: the modules of each are weighed before their names are cut.
const [{ output }] = [await build({ logLevel: 'silent', build: { write: false } })].flat()
const sources = {}
for (const [id, { code }] of Object.entries(output[0].modules)) {
  const part = Object.keys(PARTS).find(name => PARTS[name].test(id))
  if (part && code) sources[part] = (sources[part] ?? '') + code
}
const raw = Object.entries(sources).map(([part, code]) => [part, weigh(code)])
const total = raw.reduce((sum, [, bytes]) => sum + bytes, 0)
const kB = bytes => `${(bytes / 1000).toFixed(1).padStart(5)} kB`

for (const [part, bytes] of raw.sort((a, b) => b[1] - a[1])) console.log(kB((bytes / total) * whole), part)
console.log(kB(whole), `widget.js, gzip, of ${LIMIT / 1000} allowed`)
if (whole > LIMIT) {
  console.error(`widget.js is ${whole - LIMIT} bytes too heavy`)
  process.exit(1)
}
