"""The one family of errors: raised anywhere, turned into an ack or into JSON at the two edges only."""

from collections.abc import Mapping
from typing import Any, Literal

Lang = Literal["vi", "en"]
Code = Literal[
    "unauthorized",
    "forbidden",
    "not_found",
    "invalid",
    "too_large",
    "rate_limited",
    "session_closed",
    "lock_held",
    "lock_lost",
    "conflict",
    "busy",
]

HTTP_STATUS: Mapping[Code, int] = {
    "unauthorized": 401,
    "forbidden": 403,
    "not_found": 404,
    "invalid": 422,
    "too_large": 413,
    "rate_limited": 429,
    "session_closed": 409,
    "lock_held": 409,
    "lock_lost": 409,
    "conflict": 409,
    "busy": 503,
}

SENTENCES: Mapping[Code, Mapping[Lang, str]] = {
    "unauthorized": {
        "vi": "Phiên làm việc không hợp lệ hoặc đã hết hạn. Vui lòng thử lại.",
        "en": "This sign-in is not valid or has expired. Please try again.",
    },
    "forbidden": {
        "vi": "Bạn không có quyền thực hiện thao tác này.",
        "en": "You are not allowed to do this.",
    },
    "not_found": {
        "vi": "Không tìm thấy nội dung được yêu cầu.",
        "en": "What you asked for was not found.",
    },
    "invalid": {
        "vi": "Dữ liệu gửi lên không hợp lệ.",
        "en": "What was sent is not valid.",
    },
    "too_large": {
        "vi": "Nội dung quá dài (tối đa 4.000 ký tự).",
        "en": "This is too long (4,000 characters at most).",
    },
    "rate_limited": {
        "vi": "Bạn thao tác hơi nhanh. Vui lòng chờ giây lát rồi thử lại.",
        "en": "You are a little too fast. Please wait a moment and try again.",
    },
    "session_closed": {
        "vi": "Cuộc trò chuyện này đã kết thúc.",
        "en": "This conversation has ended.",
    },
    "lock_held": {
        "vi": "Một nhân viên khác đang trả lời cuộc trò chuyện này.",
        "en": "Another agent is answering this conversation.",
    },
    "lock_lost": {
        "vi": "Bạn không còn giữ cuộc trò chuyện này nên tin nhắn chưa được gửi.",
        "en": "You no longer hold this conversation, so nothing was sent.",
    },
    "conflict": {
        "vi": "Thao tác này không còn phù hợp với trạng thái hiện tại.",
        "en": "This no longer fits the current state.",
    },
    "busy": {
        "vi": "Hệ thống đang bận. Vui lòng thử lại sau giây lát.",
        "en": "The system is busy. Please try again in a moment.",
    },
}


class ChatError(Exception):
    """A refusal with its code; `retry` is the wait in ms where trying again makes sense, else None.

    `detail` replaces the code's standard sentence, as {"vi": …, "en": …}; `extras` travel beside it to the client
    (`holder` with lock_held, `fields` with invalid).
    """

    def __init__(
        self,
        code: Code,
        *,
        retry: int | None = None,
        detail: Mapping[Lang, str] | None = None,
        extras: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code)
        self.code: Code = code
        self.status = HTTP_STATUS[code]
        self.retry = max(1, retry) if retry is not None else None
        self.detail = detail or SENTENCES[code]
        self.extras = dict(extras or {})

    def body(self, lang: Lang) -> dict[str, Any]:
        """The `error` object of an ack or of a JSON answer, in the caller's language."""
        return {"code": self.code, "message": self.detail[lang], "retry": self.retry, **self.extras}


BUSY_RETRY_MS = 1000


def busy() -> ChatError:
    return ChatError("busy", retry=BUSY_RETRY_MS)
