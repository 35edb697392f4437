// Every sentence of the interface: in Vietnamese, in English.

export type Lang = 'vi' | 'en'

export const catalogue = {
  open_chat: ['Mở khung trò chuyện', 'Open chat'],
  close_chat: ['Thu gọn khung trò chuyện', 'Minimise chat'],
  chat_with: ['Trò chuyện với {name}', 'Chat with {name}'],
  unread: ['{n} tin nhắn chưa đọc', 'Unread messages: {n}'],
  online: ['Trực tuyến', 'Online'],
  offline: ['Ngoại tuyến', 'Offline'],
  hello: ['Xin chào 👋', 'Hi there 👋'],
  usually: ['Chúng tôi thường trả lời trong vài phút.', 'We usually reply within a few minutes.'],
  offline_text: ['Hiện chưa có nhân viên trực tuyến. Bạn cứ để lại lời nhắn, chúng tôi sẽ trả lời sớm nhất có thể.', 'Nobody is online right now. Leave us a message and we will get back to you as soon as we can.'],
  start: ['Bắt đầu trò chuyện', 'Start chat'],
  leave_message: ['Để lại lời nhắn', 'Leave a message'],
  starting: ['Đang kết nối…', 'Connecting…'],
  start_waits: ['Chưa kết nối được. Thông tin của bạn sẽ được gửi ngay khi có mạng.', 'No connection yet. Your details will be sent as soon as you are back online.'],
  start_limited: ['Bạn vừa mở quá nhiều cuộc trò chuyện. Vui lòng thử lại sau {wait}.', 'You have started too many conversations. Please try again in {wait}.'],
  form_again: ['Phiên trò chuyện đã hết hạn. Bạn gửi lại thông tin giúp chúng tôi nhé, nội dung bạn đã gõ vẫn còn đây.', 'Your session has expired. Please send your details again; what you typed is still here.'],
  optional: ['không bắt buộc', 'optional'],
  choose: ['Chọn…', 'Choose…'],
  required: ['Vui lòng điền mục này.', 'Please fill in this field.'],
  with_agent: ['{name} đang trả lời bạn', '{name} is helping you'],
  waiting: ['Đang chờ nhân viên…', 'Waiting for an agent…'],
  position: ['Bạn đang ở vị trí thứ {n} trong hàng chờ', 'You are number {n} in the queue'],
  ended: ['Cuộc trò chuyện đã kết thúc', 'This conversation has ended'],
  joined: ['{name} đã tham gia cuộc trò chuyện', '{name} joined the conversation'],
  took_over: ['{name} tiếp tục hỗ trợ bạn', '{name} is taking over'],
  reopened: ['Cuộc trò chuyện được mở lại', 'The conversation was reopened'],
  rated: ['Bạn đã đánh giá {n}/5', 'You rated this {n}/5'],
  you: ['Bạn', 'You'],
  typing: ['{name} đang gõ…', '{name} is typing…'],
  messages: ['Tin nhắn', 'Messages'],
  write: ['Nhập tin nhắn…', 'Write a message…'],
  send: ['Gửi', 'Send'],
  too_long: ['Tin nhắn dài quá {n} ký tự', 'Messages can have at most {n} characters'],
  sending: ['Đang gửi', 'Sending'],
  sent: ['Đã gửi', 'Sent'],
  delivered: ['Đã nhận', 'Delivered'],
  read: ['Đã xem', 'Seen'],
  failed: ['Gửi lỗi', 'Not sent'],
  retry: ['Thử lại', 'Try again'],
  discard: ['Bỏ tin này', 'Discard'],
  slow_down: ['Bạn gửi hơi nhanh, tin nhắn sẽ tự gửi sau giây lát.', 'You are sending quickly; this will go out in a moment.'],
  lost: ['Mất kết nối, đang kết nối lại…', 'Connection lost, reconnecting…'],
  new_message: ['Tin nhắn mới', 'New message'],
  to_newest: ['Xuống tin mới nhất', 'Jump to the newest message'],
  today: ['Hôm nay', 'Today'],
  yesterday: ['Hôm qua', 'Yesterday'],
  loading: ['Đang tải…', 'Loading…'],
  older_failed: ['Chưa tải được tin cũ hơn. Thử lại', 'Couldn’t load earlier messages. Try again'],
  load_failed: ['Chưa tải được khung trò chuyện. Vui lòng kiểm tra kết nối rồi thử lại.', 'Couldn’t load the chat. Please check your connection and try again.'],
  mute: ['Tắt âm thanh', 'Mute sounds'],
  unmute: ['Bật âm thanh', 'Unmute sounds'],
  end: ['Kết thúc cuộc trò chuyện', 'End conversation'],
  end_question: ['Kết thúc cuộc trò chuyện này?', 'End this conversation?'],
  end_yes: ['Kết thúc', 'End'],
  cancel: ['Huỷ', 'Cancel'],
  rate_question: ['Bạn đánh giá cuộc trò chuyện này thế nào?', 'How was this conversation?'],
  rate_1: ['Rất tệ', 'Terrible'],
  rate_2: ['Chưa hài lòng', 'Not great'],
  rate_3: ['Bình thường', 'Okay'],
  rate_4: ['Hài lòng', 'Good'],
  rate_5: ['Tuyệt vời', 'Excellent'],
  rate_comment: ['Bạn muốn góp ý thêm điều gì?', 'Anything you would like to add?'],
  rate_send: ['Gửi đánh giá', 'Send rating'],
  rate_thanks: ['Cảm ơn bạn đã đánh giá!', 'Thank you for your rating!'],
  new_chat: ['Bắt đầu cuộc trò chuyện mới', 'Start a new conversation'],
  dismiss: ['Ẩn', 'Dismiss'],
  seconds: ['{n} giây', '{n} s'],
  minutes: ['{n} phút', '{n} min'],
  not_done: ['Chưa thực hiện được. Vui lòng thử lại.', 'That didn’t work. Please try again.'],
  invalid: ['Mục này chưa đúng.', 'This doesn’t look right.'],
} as const

export type Key = keyof typeof catalogue

export type Translate = (key: Key, values?: Record<string, string | number>) => string

/** A name could turn the direction of the sentence around it. */
const plain = (value: unknown) => String(value).replace(/[\u202a-\u202e\u2066-\u2069]/g, '')

export const translator =
  (lang: Lang): Translate =>
  (key, values) =>
    catalogue[key][lang === 'vi' ? 0 : 1].replace(/\{(\w+)\}/g, (_, name: string) => plain(values?.[name]))

export const asLang = (text: string | null | undefined): Lang | undefined =>
  text === 'vi' || text === 'en' ? text : undefined
