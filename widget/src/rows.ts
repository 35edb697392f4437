// The conversation as a reader sees it: day lines, events in words, messages grouped by who wrote them.

import { type Log, type Status, statusOf } from './log'
import type { Outbox, Outgoing } from './outbox'
import { midnight } from './time'
import { type ChatEvent, isChatEvent, type Marks } from './wire'
import * as say from './words'

export interface MessageRow {
  kind: 'message'
  key: string
  mine: boolean
  name: string
  avatar: string | null
  text: string
  ts: number
  /** Somebody else of the team than who spoke, or was said to have joined, before. */
  named: boolean
  /** First and last of a run of messages by the same author. */
  first: boolean
  last: boolean
  status: Status | 'failed' | null
  outgoing: Outgoing | null
}

export interface LineRow {
  kind: 'line'
  key: string
  text: say.Phrase
  values: Record<string, string>
}

export type Row = MessageRow | LineRow | { kind: 'day'; key: string; ts: number }

const GROUP_SPAN = 5 * 60_000

const LINES: Partial<Record<ChatEvent['kind'], say.Phrase>> = {
  claimed: say.joined,
  closed: say.ended,
  reopened: say.reopened,
}

const message = (
  row: Pick<MessageRow, 'key' | 'mine' | 'text' | 'ts'> & Partial<MessageRow>,
): MessageRow => ({
  kind: 'message',
  name: '',
  avatar: null,
  named: false,
  first: true,
  last: true,
  status: null,
  outgoing: null,
  ...row,
})

function rowOf(
  event: ChatEvent,
  faces: Map<string, string | null>,
  marks: Marks | undefined,
): Row | undefined {
  const { seq, ts, author, data } = event
  const key = event.client_id ?? `s${seq}`
  const line = LINES[event.kind]
  if (line) return { kind: 'line', key, text: line, values: { name: String(data?.name) } }
  if (event.kind !== 'message') return undefined
  const mine = author.type === 'visitor'
  const status = mine ? statusOf(seq, marks) : null
  const avatar = faces.get(author.name) ?? null
  return message({ key, mine, name: author.name, avatar, text: event.text ?? '', ts, status })
}

function unsentRow(outgoing: Outgoing): Row {
  const { client_id: key, text, at: ts, state } = outgoing
  return message({ key, mine: true, text, ts, outgoing, status: state === 'waiting' ? 'sending' : state })
}

/** Rows come in order; a new day gets its line, a new author or a pause begins a new group. */
function arrange(moments: readonly [number, Row][]): Row[] {
  const rows: Row[] = []
  let day = 0
  let speaker = ''
  for (const [ts, row] of moments) {
    // The clock of this device may lag behind the hub's: what is unsent is never older than what has arrived.
    const today = Math.max(day, midnight(ts))
    if (today > day) rows.push({ kind: 'day', key: `d${today}`, ts })
    day = today
    const before = rows.at(-1)
    if (row.kind === 'message' && before?.kind === 'message') {
      const sameAuthor = row.mine === before.mine && (row.mine || row.name === before.name)
      row.first = !sameAuthor || row.ts - before.ts > GROUP_SPAN
      before.last = row.first
    }
    if (row.kind === 'line') speaker = row.values.name ?? ''
    if (row.kind === 'message' && !row.mine) {
      row.named = row.name !== speaker
      speaker = row.name
    }
    rows.push(row)
  }
  return rows
}

export function rowsOf(log: Log, box: Outbox, marks: Marks | undefined): Row[] {
  const faces = new Map<string, string | null>()
  const moments: [number, Row][] = []
  for (const event of log.events) {
    if (!isChatEvent(event)) continue
    if (event.kind === 'claimed') faces.set(String(event.data?.name), event.data?.avatar as string | null)
    const row = rowOf(event, faces, marks)
    if (row) moments.push([event.ts, row])
  }
  return arrange([...moments, ...box.map((item): [number, Row] => [item.at, unsentRow(item)])])
}
