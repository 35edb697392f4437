"""The tables of settings, from `config/settings.py`."""

import re
from typing import Any, Literal, get_args, get_origin

from config.settings import Rate, Settings
from deploy.reference.words import SETTINGS

Lang = Literal["vi", "en"]
HEAD: dict[Lang, str] = {"en": "| setting | default | means |", "vi": "| tên | mặc định | ý nghĩa |"}
REQUIRED: dict[Lang, str] = {"en": "none, required", "vi": "không có, bắt buộc"}
NONE: dict[Lang, str] = {"en": "none", "vi": "không có"}
VALUES: dict[Lang, str] = {"en": "values", "vi": "giá trị"}
COMPOSE: dict[str, tuple[str | None, str, str]] = {
    "ALO_DOMAIN": ("", "the domain that the certificate is for", "tên miền được cấp chứng chỉ"),
    "ALO_ACME_EMAIL": ("", "where the certificate's authority writes to", "email mà nơi cấp chứng chỉ sẽ liên hệ"),
    "ALO_WEBS": (
        "hub:8000",
        "who serves `/api`; `web:8000` with `--profile web`",
        "nơi phục vụ `/api`; đặt `web:8000` khi dùng `--profile web`",
    ),
    "REDIS_PASSWORD": ("", "of Redis", "mật khẩu Redis"),
    "REDIS_REPLICATION_PASSWORD": (
        None,
        "by which replicas copy and sentinels watch, [where there are any](scaling.md)",
        "mật khẩu để bản sao sao chép và sentinel theo dõi, [nếu có dùng](scaling.md)",
    ),
    "REDIS_MAXMEMORY": ("512mb", "what Redis may hold", "dung lượng Redis được chứa"),
    "REDIS_MEM_LIMIT": ("1g", "what its container may use, twice as much", "mức trần của container Redis, gấp đôi"),
    "MONGO_ROOT_PASSWORD": ("", "of MongoDB's owner", "mật khẩu tài khoản chủ của MongoDB"),
    "MONGO_PASSWORD": ("", "of Alo in MongoDB", "mật khẩu của Alo trong MongoDB"),
    "MONGO_KEY": ("", "of the replica set", "khoá của replica set"),
    "MONGO_CACHE_GB": ("0.5", "memory that MongoDB caches in, GB", "bộ nhớ đệm của MongoDB, tính bằng GB"),
    "ARCHIVE_CPUS": (
        None,
        "cores that archiver and MongoDB may use; `make env` writes all but the first, which they leave to live chat",
        "các nhân CPU archiver và MongoDB được dùng; `make env` ghi tất cả trừ nhân đầu, chừa nhân đó cho phần chat",
    ),
    "MONGO_MEM_LIMIT": ("1g", "what its container may use", "mức trần của container MongoDB"),
}
"""Default (empty: it must be given; None: it may be left out), English, Vietnamese."""


def settings_regions(lang: Lang) -> dict[str, str]:
    rows = [write_row(name, field, lang) for name, field in Settings.model_fields.items()]
    own = [
        f"| `{name}` | {spell_default(default, lang)} | {vi if lang == 'vi' else en} |"
        for name, (default, en, vi) in COMPOSE.items()
    ]
    return {"settings": table(HEAD[lang], rows), "compose": table(HEAD[lang], own)}


def spell_default(default: str | None, lang: Lang) -> str:
    if default is None:
        return NONE[lang]
    return f"`{default}`" if default else REQUIRED[lang]


def table(head: str, rows: list[str]) -> str:
    return "\n".join([head, re.sub(r"[^|]+", " --- ", head), *rows])


def write_row(name: str, field: Any, lang: Lang) -> str:
    meaning = SETTINGS[name] if lang == "vi" else field.description
    if get_origin(field.annotation) is Literal:
        values = ", ".join(f"`{value}`" for value in get_args(field.annotation))
        meaning += f" ({VALUES[lang]}: {values})"
    return f"| `ALO_{name.upper()}` | {write_default(field, lang)} | {meaning} |"


def write_default(field: Any, lang: Lang) -> str:
    if field.is_required():
        return REQUIRED[lang]
    value = field.default
    if value is None or value == ():
        return NONE[lang]
    if isinstance(value, Rate):
        return f"`{spell_rate(value)}`"
    return f"`{','.join(value) if isinstance(value, tuple) else value}`"


def spell_rate(rate: Rate) -> str:
    for unit, seconds in (("d", 86400), ("h", 3600), ("m", 60)):
        if rate.seconds % seconds == 0:
            many = rate.seconds // seconds
            return f"{rate.count}/{many if many > 1 else ''}{unit}"
    return f"{rate.count}/{rate.seconds}s"
