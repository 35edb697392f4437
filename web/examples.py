"""Bodies and answers as they look in real life, for the API's description; a test checks that they fit their types."""

from typing import Any

SESSION_ID = "019ceab7-3080-7e57-abdf-33f7b8e63545"
AGENT_ID = "019ceab7-1f00-7a01-8c11-5d2f0c9b7e11"
VISITOR_ID = "019ceab7-3080-7c02-9d21-6e3a1d8c8f22"
REPLY_ID = "019ceab7-2a00-7b03-ae31-7f4b2e7daf33"
AGENT = {"id": AGENT_ID, "name": "Nguyễn Ngọc Lan", "email": "lan@example.com", "role": "agent", "avatar": None}
FIELD = {
    "id": "size",
    "type": "select",
    "label": {"vi": "Cỡ áo", "en": "Size"},
    "placeholder": {"vi": "", "en": ""},
    "required": True,
    "options": [
        {"value": "s", "label": {"vi": "Nhỏ", "en": "Small"}},
        {"value": "m", "label": {"vi": "Vừa", "en": "Medium"}},
    ],
    "pattern": None,
}
NAME_FIELD = {
    "id": "name",
    "type": "text",
    "label": {"vi": "Họ tên", "en": "Full name"},
    "placeholder": {"vi": "Nguyễn Văn An", "en": "Jane Doe"},
    "required": True,
    "options": [],
    "pattern": None,
}

EXAMPLES: dict[str, Any] = {
    "Login": {"email": "lan@example.com", "password": "một mật khẩu dài"},
    "SignedIn": {"access_token": "eyJhbGciOiJIUzI1NiJ9.…", "expires_in": 900, "agent": AGENT},
    "Logout": {"all": False},
    "PasswordChange": {"current_password": "một mật khẩu dài", "new_password": "một mật khẩu còn dài hơn"},
    "NewSession": {
        "client_id": "019ceab7-3080-opening",
        "form": {"name": "Nguyễn Văn Đức", "phone": "0912 345 678", "message": "Cho em hỏi giá hoa hồng"},
        "page": {"url": "https://shop.example/hoa-hong", "title": "Hoa hồng"},
        "referrer": "https://www.example.com/",
        "lang": "vi",
        "tz": "Asia/Ho_Chi_Minh",
    },
    "SessionOpened": {
        "token": "WyIwMTljZWFiNy…",
        "session": {
            "id": SESSION_ID,
            "status": "waiting",
            "visitor": {
                "id": VISITOR_ID,
                "name": "Nguyễn Văn Đức",
                "phone": "0912 345 678",
                "address": "",
                "lang": "vi",
            },
            "holder": None,
            "position": 1,
            "head": 2,
            "seen": {"visitor": {"delivered": 0, "read": 0}, "agent": {"delivered": 0, "read": 0}},
            "rating": None,
        },
    },
    "WidgetStatus": {"online": True},
    "EventPage": {
        "items": [
            {
                "session_id": SESSION_ID,
                "seq": 2,
                "kind": "message",
                "ts": 1773464402000,
                "author": {"type": "visitor", "id": VISITOR_ID, "name": "Nguyễn Văn Đức"},
                "client_id": "c1",
                "text": "Cho em hỏi giá hoa hồng",
                "data": {},
            }
        ],
        "next": 2,
    },
    "NewAgent": {
        "email": "minh@example.com",
        "name": "Lê Quang Minh",
        "role": "agent",
        "password": "một mật khẩu dài",
        "capacity": 5,
    },
    "AgentChange": {"capacity": 8, "active": True},
    "FormFieldsChange": {"items": [NAME_FIELD, FIELD]},
    "FormFields": {"items": [NAME_FIELD, FIELD], "retired": [], "revision": 3, "next": None},
    "NewCannedReply": {"shortcut": "chao", "title": "Chào khách", "text": "Dạ em chào {{name}}, em giúp gì được ạ?"},
    "CannedReplyChange": {"text": "Dạ em chào anh/chị {{name}}, em giúp gì được ạ?"},
    "CannedReply": {
        "id": REPLY_ID,
        "shortcut": "chao",
        "title": "Chào khách",
        "text": "Dạ em chào {{name}}, em giúp gì được ạ?",
    },
    "Blocked": {"id": VISITOR_ID, "blocked": True},
    "ErasureBegun": {"job": f"main:erase:{VISITOR_ID}"},
    "ReplayBegun": {"job": "main:replay:1773464402000-0:1773464500000"},
    "Alive": {"status": "ok"},
    "Ready": {"ready": True, "redis": "ok", "mongodb": "ok"},
}
