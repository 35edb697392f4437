// Leaves out of the bundle what the official Socket.IO client has for others and this widget never runs:
// the hub speaks JSON alone, over WebSocket or polling, and each is tried by itself, without an upgrade between them.
import type { Plugin } from 'vite'

/** Whole modules, with what little of them is still called, or as today's browsers allow to write them. */
const MODULES: Record<string, string> = {
  'engine.io-client/build/esm/transports/webtransport.js': 'export class WT {}',
  'engine.io-parser/build/esm/encodePacket.browser.js': `
    import { PACKET_TYPES } from './commons.js'
    export const encodePacketToBinary = 0
    export const encodePacket = ({ type, data }, _binary, done) => done(PACKET_TYPES[type] + (data || ''))`,
  'engine.io-parser/build/esm/decodePacket.browser.js': `
    import { ERROR_PACKET, PACKET_TYPES_REVERSE } from './commons.js'
    export const decodePacket = packet => {
      const type = typeof packet === 'string' && PACKET_TYPES_REVERSE[packet[0]]
      return type ? { type, data: packet.slice(1) || undefined } : ERROR_PACKET
    }`,
  'engine.io-client/build/esm/contrib/has-cors.js': 'export const hasCORS = true',
  'engine.io-client/build/esm/contrib/parseqs.js': `
    export const decode = 0
    export const encode = query => String(new URLSearchParams(query))`,
  'engine.io-client/build/esm/contrib/parseuri.js': `
    export function parse(source) {
      const { protocol, hostname, port, pathname } = new URL(source)
      return { source, protocol: protocol.slice(0, -1), host: hostname.replace(/[[\\]]/g, ''), port, path: pathname }
    }`,
  'engine.io-client/build/esm/globals.js': `
    export const nextTick = queueMicrotask.bind(globalThis)
    export const globalThisShim = globalThis
    export const defaultBinaryType = 'arraybuffer'
    export const createCookieJar = () => {}`,
  // No character takes more than three bytes a code unit: a frame may be shorter than allowed, never longer.
  'engine.io-client/build/esm/util.js': `
    export const pick = () => ({})
    export const byteLength = text => text.length * 3
    export const randomString = () => Math.random().toString(36).slice(2, 10)
    export function installTimerFunctions(owner) {
      owner.setTimeoutFn = setTimeout.bind(globalThis)
      owner.clearTimeoutFn = clearTimeout.bind(globalThis)
    }`,
  'socket.io-client/build/esm/contrib/backo2.js': `
    export class Backoff {
      constructor(options) {
        Object.assign(this, options)
        this.reset()
      }
      duration() {
        return Math.min(this.min * 2 ** this.attempts++, this.max) * (1 - Math.random() * this.jitter)
      }
      reset() {
        this.attempts = 0
      }
    }`,
  // Ours is always a whole address, and never shares a connection.
  'socket.io-client/build/esm/url.js': "export { parse as url } from 'engine.io-client'",
}

/** Methods that nothing here calls, or that do nothing without the option they serve. */
const METHODS: Record<string, string[]> = {
  'engine.io-client/build/esm/socket.js': ['_probe', '_filterUpgrades'],
  'engine.io-client/build/esm/transports/polling.js': ['pause'],
  'socket.io-client/build/esm/socket.js': [
    ...[
      'send',
      'compress',
      'get volatile',
      'get disconnected',
      '_addToQueue',
      '_drainQueue',
      'notifyOutgoingListeners',
    ],
    ...['onAny', 'prependAny', 'offAny', 'listenersAny'],
    ...['onAnyOutgoing', 'prependAnyOutgoing', 'offAnyOutgoing', 'listenersAnyOutgoing'],
  ],
}

/** Properties that never leave this file by name, neither on the wire nor to the browser: they may be shortened. */
const LONG_NAMES = [
  'configFailed sessionId slowDown formProblems formNotice pinnedAt',
  'emitReserved setTimeoutFn clearTimeoutFn useNativeTimers writeBuffer supportsBinary',
  'receiveBuffer sendBuffer emitBuffered emitEvent notifyOutgoingListeners skipReconnect',
  'onreconnect maybeReconnectOnOpen createTransport setTransport onHandshake doOpen doClose',
  'doWrite doPoll createUri createSocket addEventListeners removeAllListeners',
  'randomizationFactor reconnectionDelay reconnectionDelayMax reconnectionAttempts forceBase64',
  'timestampRequests timestampParam addTrailingSlash tryAllTransports transportImplementations',
  'rememberUpgrade closeOnBeforeunload perMessageDeflate rejectUnauthorized transportOptions',
  'encodeAsString decodeString onpacket ondecoded onevent onack onconnect ondisconnect',
  'subEvents emitWithAck forceNew autoConnect autoUnref requestTimeout nsps subs acks backoff',
  'attempts requests withError decoder encoder upgrading priorWebsocketSuccess createRequest',
  'xdomain requestsCount recovered pollXhr addCookies fromQueue ackTimeout queryKey pathNames',
]

/** What begins with an underscore is private to Socket.IO. */
export const INNER_NAMES = new RegExp(`^(?:_[a-zA-Z].*|${LONG_NAMES.join(' ').replaceAll(' ', '|')})$`)

/** The published files are indented by four spaces: a method ends at the first brace in that column. */
function emptyMethod(code: string, name: string): string {
  const method = new RegExp(`^ {4}${name}\\(.*\\) \\{\\n[\\s\\S]*?^ {4}\\}`, 'm')
  if (!method.test(code)) throw new Error(`${name} is no longer where it was: has Socket.IO been updated?`)
  return code.replace(method, `    ${name}() {}`)
}

export function leanSocketIo(): Plugin {
  const replaced = new Set<string>()
  return {
    name: 'lean-socket-io',
    enforce: 'pre',
    load(id) {
      const path = Object.keys(MODULES).find(end => id.endsWith(end))
      if (!path) return null
      replaced.add(path)
      return MODULES[path] ?? null
    },
    buildEnd(error) {
      const gone = Object.keys(MODULES).filter(path => !replaced.has(path))
      if (!error && gone.length) throw new Error(`${gone} is no longer there: has Socket.IO been updated?`)
    },
    transform(code, id) {
      const path = Object.keys(METHODS).find(end => id.endsWith(end))
      return path ? (METHODS[path] ?? []).reduce(emptyMethod, code) : null
    },
  }
}
