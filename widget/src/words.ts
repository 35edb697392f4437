// Every sentence of the interface: in Vietnamese, in English. One constant each, so that unused ones leave the bundle.

export type Phrase = readonly [vi: string, en: string]

export const openChat: Phrase = ['Mở khung trò chuyện', 'Open chat']
export const closeChat: Phrase = ['Thu gọn khung trò chuyện', 'Minimise chat']
export const chatWith: Phrase = ['Trò chuyện với {name}', 'Chat with {name}']
export const unread: Phrase = ['{n} tin nhắn chưa đọc', 'Unread messages: {n}']
export const online: Phrase = ['Trực tuyến', 'Online']
export const offline: Phrase = ['Ngoại tuyến', 'Offline']
export const start: Phrase = ['Bắt đầu trò chuyện', 'Start chat']
export const leaveMessage: Phrase = ['Để lại lời nhắn', 'Leave a message']
export const starting: Phrase = ['Đang kết nối…', 'Connecting…']
export const startWaits: Phrase = [
  'Chưa kết nối được. Thông tin của bạn sẽ được gửi ngay khi có mạng.',
  'No connection yet. Your details will be sent as soon as you are back online.',
]
export const formAgain: Phrase = [
  'Phiên trò chuyện đã hết hạn. Bạn gửi lại thông tin giúp chúng tôi nhé, nội dung bạn đã gõ vẫn còn đây.',
  'Your session has expired. Please send your details again; what you typed is still here.',
]
export const formChanged: Phrase = [
  'Biểu mẫu vừa được cập nhật. Bạn xem lại rồi gửi giúp chúng tôi nhé.',
  'The form has just changed. Please check it and send it again.',
]
export const optional: Phrase = ['không bắt buộc', 'optional']
export const choose: Phrase = ['Chọn…', 'Choose…']
export const required: Phrase = ['Vui lòng điền mục này.', 'Please fill in this field.']
export const tick: Phrase = ['Vui lòng đánh dấu vào ô này để tiếp tục.', 'Please tick this box to go on.']
export const withAgent: Phrase = ['Đang trả lời bạn', 'Is helping you']
export const waiting: Phrase = ['Đang chờ nhân viên…', 'Waiting for an agent…']
export const position: Phrase = ['Vị trí {n} trong hàng chờ', 'Number {n} in the queue']
export const ended: Phrase = ['Cuộc trò chuyện đã kết thúc', 'This conversation has ended']
export const joined: Phrase = ['{name} đã tham gia cuộc trò chuyện', '{name} joined the conversation']
export const reopened: Phrase = ['Cuộc trò chuyện được mở lại', 'The conversation was reopened']
export const you: Phrase = ['Bạn', 'You']
export const typing: Phrase = ['{name} đang gõ…', '{name} is typing…']
export const messages: Phrase = ['Tin nhắn', 'Messages']
export const write: Phrase = ['Nhập tin nhắn…', 'Write a message…']
export const send: Phrase = ['Gửi', 'Send']
export const tooLong: Phrase = ['Tin nhắn dài quá {n} ký tự', 'Messages can have at most {n} characters']
export const sending: Phrase = ['Đang gửi', 'Sending']
export const sent: Phrase = ['Đã gửi', 'Sent']
export const delivered: Phrase = ['Đã nhận', 'Delivered']
export const read: Phrase = ['Đã xem', 'Seen']
export const failed: Phrase = ['Gửi lỗi', 'Not sent']
export const retry: Phrase = ['Thử lại', 'Try again']
export const discard: Phrase = ['Bỏ tin này', 'Discard']
export const slowDown: Phrase = [
  'Bạn gửi hơi nhanh, tin nhắn sẽ tự gửi sau giây lát.',
  'You are sending quickly; this will go out in a moment.',
]
export const lost: Phrase = ['Mất kết nối, đang kết nối lại…', 'Connection lost, reconnecting…']
export const newMessage: Phrase = ['Tin nhắn mới', 'New message']
export const toNewest: Phrase = ['Xuống tin mới nhất', 'Jump to the newest message']
export const today: Phrase = ['Hôm nay', 'Today']
export const yesterday: Phrase = ['Hôm qua', 'Yesterday']
export const loading: Phrase = ['Đang tải…', 'Loading…']
export const olderFailed: Phrase = [
  'Chưa tải được tin cũ hơn. Thử lại',
  'Couldn’t load earlier messages. Try again',
]
export const loadFailed: Phrase = [
  'Chưa tải được khung trò chuyện. Vui lòng kiểm tra kết nối rồi thử lại.',
  'Couldn’t load the chat. Please check your connection and try again.',
]
export const mute: Phrase = ['Tắt âm thanh', 'Mute sounds']
export const unmute: Phrase = ['Bật âm thanh', 'Unmute sounds']
export const end: Phrase = ['Kết thúc cuộc trò chuyện', 'End conversation']
export const endQuestion: Phrase = ['Kết thúc cuộc trò chuyện này?', 'End this conversation?']
export const endYes: Phrase = ['Kết thúc', 'End']
export const cancel: Phrase = ['Huỷ', 'Cancel']
export const rateQuestion: Phrase = [
  'Bạn đánh giá cuộc trò chuyện này thế nào?',
  'How was this conversation?',
]
export const rateComment: Phrase = ['Bạn muốn góp ý thêm điều gì?', 'Anything you would like to add?']
export const rateSend: Phrase = ['Gửi đánh giá', 'Send rating']
export const rateThanks: Phrase = ['Cảm ơn bạn đã đánh giá!', 'Thank you for your rating!']
export const newChat: Phrase = ['Bắt đầu cuộc trò chuyện mới', 'Start a new conversation']
export const dismiss: Phrase = ['Ẩn', 'Dismiss']
export const notDone: Phrase = [
  'Chưa thực hiện được. Vui lòng thử lại.',
  'That didn’t work. Please try again.',
]
export const scores: readonly Phrase[] = [
  ['Rất tệ', 'Terrible'],
  ['Chưa hài lòng', 'Not great'],
  ['Bình thường', 'Okay'],
  ['Hài lòng', 'Good'],
  ['Tuyệt vời', 'Excellent'],
]
