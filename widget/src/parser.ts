// Socket.IO's own packet format without its binary half, which the hub refuses: takes the place of `socket.io-parser`.
import { Emitter } from '@socket.io/component-emitter'

export const protocol = 5

export enum PacketType {
  CONNECT,
  DISCONNECT,
  EVENT,
  ACK,
  CONNECT_ERROR,
}

export interface Packet {
  type: PacketType
  nsp: string
  data?: unknown
  id?: number | undefined
}

export class Encoder {
  encode({ type, nsp, data, id }: Packet): string[] {
    const namespace = nsp === '/' ? '' : `${nsp},`
    return [`${type}${namespace}${id ?? ''}${data === undefined ? '' : JSON.stringify(data)}`]
  }
}

// type, namespace, id of the ack, payload
const PACKET = /^([0-4])(?:(\/[^,]*),?)?(\d+)?(.*)$/s

export class Decoder extends Emitter<
  Record<never, never>,
  Record<never, never>,
  { decoded(packet: Packet): void }
> {
  /** Throws on what is no packet: the client then closes the connection and comes back. */
  add(text: unknown): void {
    const [, type, nsp = '/', id, payload] = PACKET.exec(String(text)) ?? []
    if (!type) throw new Error('not a packet')
    const data: unknown = payload ? JSON.parse(payload) : undefined
    this.emitReserved('decoded', {
      type: Number(type),
      nsp,
      id: id === undefined ? undefined : Number(id),
      data,
    })
  }

  /** Part of the interface; without binary packets nothing is ever half done. */
  destroy(): void {}
}
