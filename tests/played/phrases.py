"""What people write to a shop in Vietnam, as they type it: accents in both normal forms, emoji, pastes, phones."""

import unicodedata
from random import Random

ASKED = (
    "Shop ơi cho mình hỏi áo dài này còn size M không ạ?",
    "Giá bao nhiêu vậy bạn",
    "ship về Buôn Ma Thuột mất mấy ngày ạ",
    "Mình đặt hôm qua mà chưa thấy ai gọi 😢",
    "Được kiểm tra hàng trước khi thanh toán không?",
    "ok b",
    "Địa chỉ mình: 12/3 Nguyễn Thị Minh Khai\nPhường Bến Nghé\nQuận 1, TP. Hồ Chí Minh",
    "Sđt mình 0912 345 678 nhé",
    "+84 (0)98.765.4321 gọi sau 17h giúp em",
    "0 9 0 3 - 1 1 2 - 2 3 3 (Zalo)",
    "Cả nhà em 👨‍👩‍👧‍👦 ai cũng thích, cảm ơn shop 🙏🏽❤️‍🔥",
    "Ủa sao lại hết hàng rồi? Tuần trước còn nhiều lắm mà…",
    "   có khoảng trắng ở đầu và cuối   ",
    'Mình muốn đổi màu đỏ đô → xanh rêu, "được" không shop?',
    "a\tb\tc\r\n1\t2\t3",
    "🇻🇳🏳️‍🌈",
    "<b>Khuyến mãi</b> & mã GIAM50%",
    "quý khách hàng thân thiết được giảm thêm mấy phần trăm vậy shop, mình mua ở đây từ năm 2019 rồi",
)
ANSWERED = (
    "Dạ shop chào anh/chị ạ, mẫu này bên em còn đủ size nha 😊",
    "Dạ 450.000đ ạ, freeship từ 2 sản phẩm",
    "Anh/chị cho em xin số điện thoại với địa chỉ để em lên đơn ạ",
    "Dạ khoảng 2–3 ngày làm việc ạ",
    "Em kiểm tra kho rồi báo lại mình ngay nhé",
    "Dạ được ạ, anh/chị cứ đồng kiểm với shipper giúp em",
    "Em xin lỗi vì sự bất tiện này ạ 🙇‍♀️",
    "Dạ em gửi mình bảng size:\n- S: 45–50 kg\n- M: 51–56 kg\n- L: 57–63 kg",
)
NOTED = ("Khách quen, hay hỏi giảm giá", "Đã gọi, hẹn giao thứ Bảy", "Chờ kho Đà Nẵng xác nhận ☎️")
NAMES = (
    "Nguyễn Văn Đức",
    "Trần Thị Ngọc Ánh",
    "Lê Hoàng Phúc",
    "Phạm Quỳnh Như",
    "Đặng Ước",
    "Võ Thị Sáu",
    "H'Hen Niê",
)
PHONES = ("0912 345 678", "+84912345678", "091-234-5678", "(028) 3822 1234", "84 98 765 43 21", "0903.112.233")
RATED = ("Nhân viên nhiệt tình", "Hơi lâu nhưng ok", "Tuyệt vời 💯", None)
PASTE = "Chính sách đổi trả: sản phẩm còn nguyên tem mác, đổi trong vòng 7 ngày kể từ ngày nhận. "


def ask(chance: Random) -> str:
    return vary(chance, chance.choice(ASKED))


def answer(chance: Random) -> str:
    return vary(chance, chance.choice(ANSWERED))


def vary(chance: Random, text: str) -> str:
    """The same words as another keyboard would send them; now and then a paste of 4,000 code points."""
    kind = chance.random()
    if kind < 0.04:
        return (PASTE * 60)[:4000]
    return unicodedata.normalize("NFD" if kind < 0.3 else "NFC", text)
