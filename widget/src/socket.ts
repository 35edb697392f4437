// One Socket.IO connection to the hub that comes back by itself, also after sleep and from the back/forward cache.
import { io, type Socket } from 'socket.io-client'
import { options } from './options'
import type { ToVisitor } from './protocol'
import { type Ack, readError } from './wire'

export interface LinkEvents extends ToVisitor {
  connect(): void
  disconnect(): void
  /** The hub doesn't accept the token any more. */
  expired(): void
}

const ANSWER_PATIENCE = 10_000
const FIRST_PAUSE = 500
const LONGEST_PAUSE = 8000

let socket: Socket | null = null
let timer = 0
let silence = 0
let refusals = 0

export const isUp = () => socket?.connected === true

export function openLink(token: string, lang: string, news: LinkEvents): void {
  closeLink()
  const opened = io(`${options.origin}/visitor`, {
    auth: { token, lang },
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    upgrade: false,
    forceNew: true,
    reconnectionDelay: FIRST_PAUSE,
    reconnectionDelayMax: LONGEST_PAUSE,
    timeout: ANSWER_PATIENCE,
  })
  socket = opened
  for (const name of ['event', 'session', 'seen', 'typing', 'presence'] as const) opened.on(name, news[name])
  opened.on('connect', () => {
    clearTimeout(silence)
    refusals = 0
    news.connect()
  })
  opened.on('disconnect', reason => {
    if (reason === 'io server disconnect') connectLater(FIRST_PAUSE)
    news.disconnect()
  })
  // A proxy may let a WebSocket open and then swallow what is said on it: the other transport is tried next.
  opened.io.on('open', () => {
    clearTimeout(silence)
    silence = window.setTimeout(tryOtherTransport, ANSWER_PATIENCE)
  })
  opened.on('connect_error', error => {
    clearTimeout(silence)
    if (error.message === 'timeout') turnTransports()
    const { code, retry } = readError({ error: (error as { data?: unknown }).data })
    // The client retries a lost network by itself, but not a refusal by the hub.
    if (code !== 'unauthorized' && !opened.active)
      connectLater(retry ?? FIRST_PAUSE * 2 ** Math.min(++refusals, 4))
    news[code === 'unauthorized' ? 'expired' : 'disconnect']()
  })
}

function connectLater(wait: number): void {
  clearTimeout(timer)
  timer = window.setTimeout(() => socket?.connect(), wait * (0.75 + Math.random() / 2))
}

export function closeLink(): void {
  clearTimeout(timer)
  clearTimeout(silence)
  socket?.off().disconnect()
  socket = null
}

/** At once: neither the pause between two tries nor a connection that only looks alive is waited for. */
export const restartLink = () => socket?.disconnect().connect()

const turnTransports = () => socket?.io.opts.transports?.reverse()

/** The connection is there, and says nothing. */
export function tryOtherTransport(): void {
  turnTransports()
  restartLink()
}

/** The hub's answer, or undefined if none came: then nobody knows whether it was carried out. */
export async function request<T>(
  name: string,
  data: object,
  patience = ANSWER_PATIENCE,
): Promise<Ack<T> | undefined> {
  try {
    return isUp() ? ((await socket?.timeout(patience).emitWithAck(name, data)) as Ack<T>) : undefined
  } catch {
    return undefined
  }
}

/** News that may be lost. */
export function tell(name: string, data: object): void {
  if (isUp()) socket?.emit(name, data, () => {})
}
