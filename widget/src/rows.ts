// The conversation as a reader sees it: day lines, events in words, messages grouped by who wrote them.
import type { Key } from './i18n'
import { isFromStaff, type Log, type Status, statusOf } from './log'
import type { Outbox, Outgoing } from './outbox'
import { dayKey } from './time'
import { type ChatEvent, isChatEvent, type Marks } from './wire'

export interface MessageRow {
  kind: 'message'
  key: string
  mine: boolean
  bot: boolean
  name: string
  avatar: string | null
  text: string
  ts: number
  /** First and last of a run of messages by the same author. */
  first: boolean
  last: boolean
  status: Status | 'failed' | null
  outgoing: Outgoing | null
}

export interface LineRow {
  kind: 'line'
  key: string
  text: Key
  values: Record<string, string | number>
}

export type Row = MessageRow | LineRow | { kind: 'day'; key: string; ts: number }

const GROUP_SPAN = 5 * 60_000

function lineOf(event: ChatEvent): LineRow | null {
  const line = (text: Key, values = {}): LineRow => ({ kind: 'line', key: `s${event.seq}`, text, values })
  const name = String(event.data?.name ?? event.author.name)
  switch (event.kind) {
    case 'claimed':
      return line(event.data?.how === 'transfer' || event.data?.how === 'takeover' ? 'took_over' : 'joined', {
        name,
      })
    case 'closed':
      return line('ended')
    case 'reopened':
      return line('reopened')
    case 'rated':
      return line('rated', { n: Number(event.data?.score) })
    default:
      return null
  }
}

function messageOf(event: ChatEvent, faces: Map<string, string | null>, marks: Marks): MessageRow {
  const mine = event.author.type === 'visitor'
  return {
    kind: 'message',
    key: event.client_id ?? `s${event.seq}`,
    mine,
    bot: event.author.type === 'bot',
    name: event.author.name,
    avatar: faces.get(event.author.name) ?? null,
    text: event.text ?? '',
    ts: event.ts,
    first: true,
    last: true,
    status: mine ? statusOf(event.seq, marks) : null,
    outgoing: null,
  }
}

const unsentOf = (item: Outgoing): MessageRow => ({
  kind: 'message',
  key: item.client_id,
  mine: true,
  bot: false,
  name: '',
  avatar: null,
  text: item.text,
  ts: item.at,
  first: true,
  last: true,
  status: item.state === 'failed' ? 'failed' : item.state === 'sent' ? 'sent' : 'sending',
  outgoing: item,
})

function group(rows: Row[]): void {
  let before: Row | undefined
  for (const row of rows) {
    if (row.kind === 'message' && before?.kind === 'message') {
      const together =
        row.mine === before.mine && (row.mine || row.name === before.name) && row.ts - before.ts < GROUP_SPAN
      row.first = !together
      before.last = !together
    }
    before = row
  }
}

export function rowsOf(log: Log, box: Outbox, marks: Marks): Row[] {
  const rows: Row[] = []
  const faces = new Map<string, string | null>()
  let day = 0
  const add = (row: MessageRow | LineRow, ts: number) => {
    if (dayKey(ts) !== day) {
      day = dayKey(ts)
      rows.push({ kind: 'day', key: `d${day}`, ts })
    }
    rows.push(row)
  }
  for (const event of log.events) {
    if (!isChatEvent(event)) continue
    if (event.kind === 'claimed') faces.set(String(event.data?.name), (event.data?.avatar as string) ?? null)
    const row =
      event.kind === 'message' && (event.author.type === 'visitor' || isFromStaff(event))
        ? messageOf(event, faces, marks)
        : lineOf(event)
    if (row) add(row, event.ts)
  }
  for (const item of box) add(unsentOf(item), Math.max(item.at, day))
  group(rows)
  return rows
}
