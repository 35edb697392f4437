"""Months of history to search in and to write into: the same made-up conversations every time."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from config.clients import Database, prepare
from config.documents import COLLECTIONS
from config.folding import add_words, conversation_search, unique_words

BATCH = 2_000
split = str.split

START = datetime(2026, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=240)
FAMILY = split("""
Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh
""")
MIDDLE = split("Văn Thị Hữu Đức Minh Ngọc Thu Quang Thanh Xuân Kim Gia Bảo Anh Hồng Tuấn Hải Phương Khánh Mỹ")
GIVEN = split("""
An Anh Ánh Bình Châu Chi Cường Dung Dũng Duy Đạt Đức Giang Hà Hạnh Hải Hằng Hiếu Hoa Hòa Hùng Huy Hương Khoa Lan Linh
Long Mai Minh My Nam Nga Ngân Ngọc Nhi Nhung Phong Phúc Phương Quân Quang Quyên Quỳnh Sơn Tâm Thảo Thắng Thành Thơ Thư
Thủy Tiên Toàn Trang Trâm Trí Trinh Trung Tú Tuấn Tùng Uyên Vân Việt Vinh Vy Yến
""")
WORDS = split("""
ạ em anh chị ơi cho hỏi giá này bao nhiêu tiền vậy có không còn hàng shop mình muốn mua đặt giao khi nào được nhận
hôm nay mai sáng chiều tối size màu đỏ xanh trắng đen hồng vàng hoa lan ly cúc đơn mã số điện thoại địa chỉ quận
huyện phường đường nhà chung cư thanh toán chuyển khoản ngân tiền mặt phí ship miễn đổi trả bảo hành lỗi hỏng vỡ
thiếu nhầm sai đúng rồi cảm ơn nhiều dạ vâng đợi chút xíu kiểm tra lại giúp với nhé nha thôi đi làm việc công ty hóa
thuế xuất mẫu thiết kế in tên logo áo quần giày dép túi xách mũ kính đồng hồ trang sức quà tặng sinh nhật cưới khai
trương giảm khuyến mãi mười hai ba trăm nghìn triệu ký gram lít hộp thùng gói chai lọ bánh kẹo trà cà phê sữa nước
trái cây rau thịt cá tôm mực gạo mì bún phở
""")
RARE = [f"sp{number:05d}" for number in range(20_000)]
TAGS = ["vip", "đổi trả", "khiếu nại", "đơn lớn", "hỏi giá", "giao hàng", "bảo hành", "spam"]
AGENTS = [f"agent-{number}" for number in range(12)]
WEIGHTS = [1 / (rank + 3) for rank in range(len(WORDS))]


def make_id(at: datetime, chance: random.Random) -> str:
    return str(UUID(int=(round(at.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62) | chance.getrandbits(60)))


def make_text(chance: random.Random) -> str:
    words = chance.choices(WORDS, WEIGHTS, k=chance.randint(2, 24))
    if chance.random() < 0.1:
        words.append(chance.choice(RARE))
    return " ".join(words)


def make_conversation(
    number: int, total: int, messages: int, chance: random.Random
) -> tuple[dict[str, Any], list[Any]]:
    at = START + SPAN * (number / total)
    name = f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
    phone = f"0{chance.choice('35789')}{chance.randrange(10**8):08d}"
    visitor = {"id": f"v{chance.randrange(total // 2)}", "name": name, "phone": phone}
    session_id, agent = make_id(at, chance), chance.choice(AGENTS)
    search, written = conversation_search(visitor, {}), []
    for seq in range(2, messages + 2):
        text = make_text(chance)
        search = add_words(search, unique_words(text))
        message = {"_id": f"{session_id}/{seq}", "conversation_id": session_id, "seq": seq, "kind": "message"}
        said = {"ts": at + timedelta(seconds=9 * seq), "text": text, "tokens": unique_words(text), "data": {}}
        written.append({**message, **said, "client_id": f"c{seq}", "author": {"type": "visitor", "name": name}})
    document = {
        "_id": session_id,
        "status": "closed" if number < total - 60 else chance.choice(["waiting", "active"]),
        "visitor": {**visitor, "address": "", "lang": "vi", "ip": "", "user_agent": "", "page": None, "referrer": ""},
        "form": {"name": name, "phone": phone},
        "holder": None,
        "agents": [agent],
        "opened_at": at,
        "closed_at": at + timedelta(minutes=20),
        "first_reply_at": at + timedelta(seconds=40),
        "head": messages + 1,
        "applied": messages + 1,
        "last": None,
        "tags": chance.sample(TAGS, k=1) if chance.random() < 0.2 else [],
        "rating": None,
        "search": search,
    }
    return document, written


def make_batches(conversations: int, messages: int) -> Iterator[tuple[list[Any], list[Any]]]:
    chance = random.Random(7)  # the same history every time
    for first in range(0, conversations, BATCH):
        documents: list[Any] = []
        written: list[Any] = []
        for number in range(first, min(first + BATCH, conversations)):
            share = messages * (number + 1) // conversations - messages * number // conversations
            document, said = make_conversation(number, conversations, share, chance)
            documents.append(document)
            written += said
        yield documents, written


async def build(database: Database, conversations: int, messages: int) -> None:
    """Documents first, indexes behind them: the same indexes that a running system has, built faster."""
    began = time.perf_counter()
    for documents, written in make_batches(conversations, messages):
        await database.conversations.insert_many(documents, ordered=False)
        if written:
            await database.messages.insert_many(written, ordered=False)
    print(f"{conversations:,} conversations, {messages:,} messages written in {time.perf_counter() - began:.0f} s")
    began = time.perf_counter()
    await prepare(database)
    print(f"indexes of {len(COLLECTIONS)} collections built in {time.perf_counter() - began:.0f} s")
    for name in ("conversations", "messages"):
        sizes = (await database.command("collStats", name))["indexSizes"]
        print(name, {index: f"{size / 2**20:.0f} MB" for index, size in sizes.items()})
