// One Socket.IO connection to the hub that comes back by itself, also after sleep and from the back/forward cache.
import { io, type Socket } from 'socket.io-client'
import { type Ack, type Holder, type Marks, readError, type VisitorSession, type WireEvent } from './wire'

export interface LinkEvents {
  connected(): void
  /** `expired`: the hub doesn't accept the token any more. */
  lost(expired: boolean): void
  event(event: WireEvent): void
  session(session: VisitorSession): void
  seen(news: Marks & { side: 'visitor' | 'agent' }): void
  typing(news: { author: { name: string; avatar?: string | null }; on: boolean }): void
  presence(news: { online: boolean; agent: Holder | null }): void
}

const ANSWER_PATIENCE = 10_000
const FIRST_PAUSE = 500
const LONGEST_PAUSE = 8000

export class Link {
  private socket: Socket | null = null
  private timer = 0
  private refusals = 0

  constructor(
    private readonly origin: string,
    private readonly news: LinkEvents,
  ) {}

  get up(): boolean {
    return this.socket?.connected === true
  }

  open(token: string, lang: string): void {
    this.close()
    const socket = io(`${this.origin}/visitor`, {
      auth: { token, lang },
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      upgrade: false,
      forceNew: true,
      reconnectionDelay: FIRST_PAUSE,
      reconnectionDelayMax: LONGEST_PAUSE,
      randomizationFactor: 0.5,
      timeout: ANSWER_PATIENCE,
    })
    this.socket = socket
    this.listen(socket)
  }

  close(): void {
    clearTimeout(this.timer)
    this.socket?.off()
    this.socket?.disconnect()
    this.socket = null
  }

  /** Now, without waiting for the pause between two tries to end. */
  wake(): void {
    if (!this.socket || this.socket.connected) return
    clearTimeout(this.timer)
    this.socket.disconnect().connect()
  }

  /** For a connection that looks alive and doesn't answer. */
  restart(): void {
    this.socket?.io.engine?.close()
  }

  /** The hub's answer, or undefined if none came: then nobody knows whether it was carried out. */
  async request<T>(name: string, data: object, patience = ANSWER_PATIENCE): Promise<Ack<T> | undefined> {
    if (!this.socket?.connected) return undefined
    try {
      return (await this.socket.timeout(patience).emitWithAck(name, data)) as Ack<T>
    } catch {
      return undefined
    }
  }

  /** News that may be lost. */
  tell(name: string, data: object): void {
    if (this.socket?.connected) this.socket.emit(name, data, () => {})
  }

  private listen(socket: Socket): void {
    socket.on('connect', () => {
      this.refusals = 0
      this.news.connected()
    })
    socket.on('disconnect', reason => {
      this.news.lost(false)
      if (reason === 'io server disconnect') this.later(FIRST_PAUSE)
    })
    socket.on('connect_error', error => this.refused(socket, (error as Error & { data?: unknown }).data))
    socket.on('event', event => this.news.event(event))
    socket.on('session', session => this.news.session(session))
    socket.on('seen', news => this.news.seen(news))
    socket.on('typing', news => this.news.typing(news))
    socket.on('presence', news => this.news.presence(news))
  }

  /** The client retries a lost network by itself, but not a refusal by the hub. */
  private refused(socket: Socket, data: unknown): void {
    const error = data ? readError(data) : null
    const expired = error?.code === 'unauthorized'
    if (!expired && !socket.active) {
      this.refusals += 1
      this.later(error?.retry ?? Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.refusals))
    }
    this.news.lost(expired)
  }

  private later(wait: number): void {
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.socket?.connect(), wait * (0.75 + Math.random() / 2))
  }
}
