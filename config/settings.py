"""Settings of every process, read from the environment and `.env` in this one place."""

import re
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config.sentinel import is_sentinel, parse_address

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
SECRET_BYTES_MIN = 32
PLACEHOLDER = re.compile(
    r"change.?(me|this|it)|replace.?(me|this|with)|your.?secret|placeholder|openssl rand", re.IGNORECASE
)
"""What stands in examples until somebody puts a secret in its place: everybody knows it."""


@dataclass(frozen=True)
class Rate:
    """`count` events in any `seconds`."""

    count: int
    seconds: int


def parse_rate(value: Any) -> Rate | None:
    """`20/10s`, `10/h`, `10/15m`; `off` is no limit."""
    if value is None or isinstance(value, Rate):
        return value
    text = str(value).strip().lower()
    if text == "off":
        return None
    match = re.fullmatch(r"(\d{1,6})/(\d{0,5})([smhd])", text)
    if not match or int(match[1]) == 0 or match[2] == "0":
        raise ValueError("use a form like 20/10s, 10/h or off")
    return Rate(int(match[1]), int(match[2] or 1) * UNITS[match[3]])


def require_secret(value: str) -> str:
    if len(value.encode()) < SECRET_BYTES_MIN:
        raise ValueError(f"needs {SECRET_BYTES_MIN} bytes or more, random: openssl rand -hex 32")
    if PLACEHOLDER.search(value):
        raise ValueError("is an example, not a secret: openssl rand -hex 32 makes one")
    return value


def require_networks(value: tuple[str, ...]) -> tuple[str, ...]:
    """A proxy that is misspelt would be believed by nobody and end every request."""
    for network in value:
        ip_network(network, strict=False)
    return value


def split_list(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


List = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split_list)]
Secret = Annotated[str, AfterValidator(require_secret)]
Secrets = Annotated[tuple[Secret, ...], NoDecode, BeforeValidator(split_list)]
Networks = Annotated[List, AfterValidator(require_networks)]
Limit = Annotated[Rate | None, NoDecode, BeforeValidator(parse_rate)]


class Settings(BaseSettings):
    """Every setting with its default; the field `redis_url` is read from `ALO_REDIS_URL`."""

    model_config = SettingsConfigDict(env_prefix="ALO_", env_file=".env", extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="address that the hub listens on")
    port: int = Field(8000, ge=1, le=65535, description="port that the hub listens on")
    secret: Secret = Field(description="signs tokens; 32 bytes or more, random")
    secret_retired: Secrets = Field((), description="former secrets, still accepted for reading tokens")
    redis_url: str = Field(
        "redis://127.0.0.1:6379/0",
        pattern=r"^(redis|rediss|unix|rediss?\+sentinel)://",
        description="Redis or Valkey; redis+sentinel://user:password@host:26379,host:26379/service/0 behind Sentinel",
    )
    redis_wait_replicas: int = Field(
        0, ge=0, le=10, description="replicas of Redis that must have an act before it is acknowledged"
    )
    mongo_url: str = Field(
        "mongodb://127.0.0.1:27017", pattern=r"^mongodb(\+srv)?://", description="MongoDB, a replica set"
    )
    mongo_db: str = Field("alo", pattern=r"^[A-Za-z0-9_-]{1,38}$", description="name of the database")
    data_dir: Path = Field(Path(".data"), description="where `make run` keeps its data")
    workspace: str = Field("main", pattern=r"^[a-z0-9_-]{1,32}$", description="hash tag of every Redis key")
    allowed_origins: List = Field(("*",), description="origins that may carry the widget; * for any")
    public_url: str | None = Field(
        None, pattern=r"^https?://[^/]+$", description="origin of the dashboard, when not the Host that is asked"
    )
    trusted_proxies: Networks = Field((), description="addresses or networks believed for X-Forwarded-For")
    metrics_token: str | None = Field(None, min_length=16, description="opens /metrics through a proxy")
    lock_ttl_s: int = Field(45, ge=5, le=3600, description="how long a lock lives without a sign of its holder")
    agent_grace_s: int = Field(30, ge=1, le=3600, description="what is left of a lock when its holder disconnects")
    visitor_grace_s: int = Field(5, ge=0, le=60, description="how long a visitor who turns a page still counts as here")
    log_format: Literal["console", "json"] = Field("console", description="one line an event, for people or programs")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least level that is logged")
    rate_messages: Limit = Field(Rate(20, 10), description="messages of one visitor")
    rate_sessions: Limit = Field(Rate(10, 3600), description="new conversations from one address")
    rate_login: Limit = Field(Rate(10, 900), description="failed logins of one account or address")
    assignment: str = Field(
        "round_robin",
        pattern=r"^(round_robin|manual|default:[^@\s]+@[^@\s]+)$",
        description="first value: round_robin, default:<agent's email> or manual",
    )
    idle_close_min: int = Field(60, ge=1, le=10080, description="first value; minutes of silence that end a chat")
    retention_days: Annotated[int | None, NoDecode] = Field(None, ge=1, description="first value; off keeps all")

    @field_validator("redis_url")
    @classmethod
    def _sentinels_are_named(cls, value: str) -> str:
        if is_sentinel(value):
            parse_address(value)
        return value

    @field_validator("retention_days", mode="before")
    @classmethod
    def _off_is_none(cls, value: Any) -> Any:
        return None if isinstance(value, str) and value.strip().lower() in ("off", "") else value

    @property
    def lock_ttl_ms(self) -> int:
        return self.lock_ttl_s * 1000

    @property
    def grace_ms(self) -> int:
        return self.agent_grace_s * 1000


class SettingsError(Exception):
    """Wrong settings, all of them, one line each; never the value, for it may be a secret."""


def load_settings(**overrides: Any) -> Settings:
    """Read the environment; raises SettingsError naming every variable that is wrong."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = [f"ALO_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise SettingsError("\n".join(lines)) from None
