// Made-up conversations, for looking at.
import type { Outgoing } from '../src/outbox'
import { initialState, type State } from '../src/state'
import type { ChatEvent, FormField, VisitorSession, WidgetConfig } from '../src/wire'

const field = (id: string, type: FormField['type'], vi: string, en: string, required = false): FormField => ({
  id,
  type,
  label: { vi, en },
  placeholder: { vi: '', en: '' },
  required,
  options: [],
  pattern: null,
})

const texts = {
  title: 'Xin chào 👋',
  subtitle: 'Chúng tôi thường trả lời trong vài phút',
  greeting: 'Gốm Mây có thể giúp gì cho bạn?',
  offline: 'Hiện chưa có nhân viên trực tuyến. Hãy để lại lời nhắn, chúng tôi sẽ trả lời bạn sớm nhất.',
}

const config: WidgetConfig = {
  name: 'Gốm Mây',
  color: '#0f766e',
  logo: null,
  position: 'right',
  lang: 'vi',
  sounds: true,
  drafts: true,
  texts: { vi: texts, en: texts },
  fields: [
    field('name', 'text', 'Họ tên', 'Full name', true),
    field('phone', 'tel', 'Số điện thoại', 'Phone number', true),
    field('address', 'text', 'Địa chỉ', 'Address'),
    field('message', 'textarea', 'Nội dung', 'Message'),
  ],
  revision: 1,
}

const manyFields: FormField[] = [
  field('name', 'text', 'Họ tên', 'Full name', true),
  field('email', 'email', 'Email', 'Email', true),
  {
    ...field('topic', 'select', 'Bạn cần hỗ trợ về', 'Topic', true),
    options: [
      { value: 'order', label: { vi: 'Đơn hàng', en: 'Order' } },
      { value: 'return', label: { vi: 'Đổi trả', en: 'Returns' } },
    ],
  },
  field('agree', 'checkbox', 'Tôi đồng ý để cửa hàng liên hệ lại', 'You may contact me', true),
]

const at = (minutes: number) => Date.now() - 26 * 3_600_000 + minutes * 60_000
const lan = { type: 'agent', name: 'Nguyễn Thị Lan' } as const
const an = { type: 'visitor', name: 'Trần Văn An' } as const
const id = 'story'

let seq = 0
const event = (
  kind: ChatEvent['kind'],
  author: ChatEvent['author'],
  text: string | null,
  ts: number,
  data = {},
): ChatEvent => {
  seq += 1
  return { session_id: id, seq, kind, author, text, ts, data, client_id: null }
}

const talk = [
  event('opened', an, null, at(0)),
  event('message', an, 'Chào shop, bộ ấm trà men lam còn hàng không ạ?', at(0)),
  event('claimed', lan, null, at(1), { name: lan.name, avatar: null, how: 'auto' }),
  event('message', lan, 'Dạ chào anh An, bộ men lam 6 chén bên em còn đúng 3 bộ ạ 🍵', at(1)),
  event('message', lan, 'Anh xem hình chi tiết ở đây nhé: https://gommay.example/am-tra-men-lam', at(2)),
  event('message', an, 'Đẹp quá. Giao về Đà Nẵng mất mấy ngày em?', at(3)),
  event('message', lan, 'Dạ 2–3 ngày ạ. Bên em bọc chống vỡ và đổi mới nếu có sứt mẻ.', at(1445)),
  event('message', an, 'Vậy anh lấy một bộ nhé.', at(1447)),
  event('message', an, 'Cho anh xin thêm một túi quà 🎁', at(1447)),
]

const session: VisitorSession = {
  id,
  status: 'active',
  visitor: { id: 'v', name: an.name, phone: '0912345678', address: '', lang: 'vi' },
  holder: { name: lan.name, avatar: null },
  position: null,
  head: seq,
  seen: { visitor: { delivered: seq, read: seq }, agent: { delivered: seq, read: seq } },
  rating: null,
}

const outgoing = (text: string, state: Outgoing['state'], reason = ''): Outgoing => ({
  client_id: text,
  session_id: id,
  text,
  at: Date.now(),
  state,
  reason,
})

const base: State = { ...initialState('vi'), config, online: true }
const form: Partial<State> = { config, online: true, open: true }
const chat: Partial<State> = { ...form, link: 'up', sessionId: id, session, log: { events: talk, early: [] } }
const closing = [...talk, event('closed', lan, null, at(1450))]
const closed: Partial<State> = {
  ...chat,
  session: { ...session, status: 'closed', holder: null },
  log: { events: closing, early: [] },
}
const hostile = [
  '<img src=x onerror=alert(1)><b>đậm?</b> javascript:alert(1)',
  'Chữ ngược \u202Etxet esrever\u202C hết.',
  'a'.repeat(600),
].map((text, index) => event('message', index % 2 ? an : lan, text, at(1448 + index)))

export const states: Record<string, Partial<State>> = {
  launcher: { config, online: true },
  unread: {
    ...chat,
    open: false,
    session: { ...session, seen: { ...session.seen, visitor: { delivered: 0, read: 3 } } },
    peek: talk[6] ?? null,
  },
  form,
  offline: { ...form, online: false },
  loading: { open: true },
  failed: { open: true, configFailed: true },
  fields: { ...form, config: { ...config, fields: manyFields } },
  problems: {
    ...form,
    config: { ...config, fields: manyFields },
    answers: { email: 'an@' },
    formProblems: {
      name: 'Vui lòng điền mục này.',
      email: 'Mục này chưa đúng.',
      agree: 'Vui lòng điền mục này.',
    },
  },
  opening: { ...form, opening: 'waiting', answers: { name: 'Trần Văn An', phone: '0912 345 678' } },
  waiting: {
    ...chat,
    session: {
      ...session,
      status: 'waiting',
      holder: null,
      position: 2,
      seen: { ...session.seen, agent: { delivered: 0, read: 0 } },
    },
    log: { events: talk.slice(0, 2), early: [] },
  },
  chat,
  typing: { ...chat, typing: lan.name },
  lost: { ...chat, link: 'down', box: [outgoing('À, anh lấy luôn hai bộ nhé', 'waiting')] },
  refused: {
    ...chat,
    box: [outgoing('Tin này bị từ chối', 'failed', 'Nội dung quá dài (tối đa 4.000 ký tự).')],
  },
  ending: { ...chat, ending: true },
  closed,
  rating: { ...closed, score: 5 },
  rated: {
    ...closed,
    session: { ...session, status: 'closed', holder: null, rating: { score: 5, comment: null } },
  },
  hostile: { ...chat, log: { events: [...talk, ...hostile], early: [] } },
  connecting: { ...chat, session: null, log: base.log, link: 'connecting' },
}
