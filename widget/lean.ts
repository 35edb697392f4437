// Leaves out of the bundle what the official Socket.IO client has for others and this widget never runs:
// the hub speaks JSON alone, over WebSocket or polling, and each is tried by itself, without an upgrade between them.
import type { Plugin } from 'vite'

/** Whole modules, with what little of them is still called. */
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
  return {
    name: 'lean-socket-io',
    enforce: 'pre',
    load(id) {
      const path = Object.keys(MODULES).find(end => id.endsWith(end))
      return path ? (MODULES[path] ?? null) : null
    },
    transform(code, id) {
      const path = Object.keys(METHODS).find(end => id.endsWith(end))
      return path ? (METHODS[path] ?? []).reduce(emptyMethod, code) : null
    },
  }
}
