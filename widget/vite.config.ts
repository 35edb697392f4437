// One classic script with everything inside: a customer's page carries a single tag.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { leanSocketIo } from './lean'

const INNER_NAMES = 'emitReserved setTimeoutFn clearTimeoutFn useNativeTimers writeBuffer supportsBinary receiveBuffer sendBuffer emitBuffered emitEvent notifyOutgoingListeners skipReconnect onreconnect maybeReconnectOnOpen createTransport setTransport onHandshake doOpen doClose doWrite doPoll createUri createSocket addEventListeners removeAllListeners randomizationFactor reconnectionDelay reconnectionDelayMax reconnectionAttempts forceBase64 timestampRequests timestampParam addTrailingSlash tryAllTransports transportImplementations rememberUpgrade closeOnBeforeunload perMessageDeflate rejectUnauthorized transportOptions encodeAsString decodeString onpacket ondecoded onevent onack onconnect ondisconnect subEvents emitWithAck forceNew autoConnect autoUnref extraHeaders requestTimeout withCredentials cookieJar protocolVersion configFailed sessionId slowDown formProblems formNotice pinnedAt viewport transports connected nsps subs acks'.split(' ')

export default defineConfig({
  plugins: [leanSocketIo()],
  resolve: { alias: { 'socket.io-parser': fileURLToPath(new URL('src/parser.ts', import.meta.url)) } },
  oxc: {
    jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' },
    jsxInject: "import { h } from 'preact'",
  },
  build: {
    target: 'es2022',
    cssTarget: 'safari15.4',
    minify: 'terser',
    // Names that begin with an underscore are private to Socket.IO and to Preact.
    terserOptions: {
      ecma: 2020,
      compress: { ecma: 2020, passes: 3, unsafe: true, pure_getters: true },
      mangle: { properties: { regex: new RegExp(`^(?:_[a-zA-Z].*|${INNER_NAMES.join('|')})$`) } },
    },
    modulePreload: false,
    reportCompressedSize: false,
    lib: { entry: 'src/index.ts', formats: ['iife'], name: 'AloWidget', fileName: () => 'widget.js' },
  },
})
