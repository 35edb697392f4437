"""The wire: every event that a visitor or an agent may send, and every shape that the hub sends back.

Named from our side: `FROM_VISITOR` and `FROM_AGENT` are parsed, the TypedDicts below are written.
`config/typescript.py` turns this module into the types of both front ends.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, NotRequired

from pydantic import BaseModel, ConfigDict, Field, ValidationError

# Python 3.11's own TypedDict can't be read by pydantic, which documents these types.
from typing_extensions import TypedDict

from config.errors import ChatError

TEXT_MAX = 4_000
RESUME_MAX = 500
"""Events in one ack of `resume` or `watch`."""
FRESH_MAX = 50
"""What a device without history is given first."""
FRAME_MAX = 64 * 1024

ClientId = Annotated[str, Field(min_length=1, max_length=64)]
Text = Annotated[str, Field(min_length=1, max_length=TEXT_MAX)]
Seq = Annotated[int, Field(ge=0, le=2**53)]
Fence = Annotated[int, Field(ge=1, le=2**53)]
Identifier = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")]
Tag = Annotated[str, Field(min_length=1, max_length=40)]

Side = Literal["visitor", "agent"]
Status = Literal["waiting", "active", "closed"]
Role = Literal["agent", "lead", "admin"]
Availability = Literal["online", "away"]
AuthorType = Literal["visitor", "agent", "bot", "system"]
Kind = Literal[
    "opened", "message", "note", "claimed", "released", "closed", "reopened", "rated", "tagged", "file", "hidden"
]
AGENTS_ONLY = frozenset({"note", "tagged"})
"""Kinds that a visitor gets as `hidden`."""


class Incoming(BaseModel):
    """The payload of one event from a client; unknown fields are passed over."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")
    event: ClassVar[str]


class Resume(Incoming):
    event = "resume"
    after: Seq | None = None


class VisitorSend(Incoming):
    event = "send"
    client_id: ClientId
    text: Text


class VisitorTyping(Incoming):
    event = "typing"
    on: bool
    text: Annotated[str, Field(max_length=TEXT_MAX)] | None = None


class VisitorSeen(Incoming):
    event = "seen"
    delivered: Seq
    read: Seq


class Page(Incoming):
    event = "page"
    url: Annotated[str, Field(max_length=2048)]
    title: Annotated[str, Field(max_length=300)] = ""


class VisitorClose(Incoming):
    event = "close"


class Rate(Incoming):
    event = "rate"
    score: Annotated[int, Field(ge=1, le=5)]
    comment: Annotated[str, Field(max_length=1000)] | None = None


class OfSession(Incoming):
    session_id: Identifier


class OfHolder(OfSession):
    fence: Fence


class Inbox(Incoming):
    event = "inbox"


class Watch(OfSession):
    event = "watch"
    after: Seq | None = None


class Unwatch(OfSession):
    event = "unwatch"


class Claim(OfSession):
    event = "claim"


class Release(OfHolder):
    event = "release"


class Transfer(OfHolder):
    event = "transfer"
    agent_id: Identifier


class Takeover(OfSession):
    event = "takeover"


class AgentSend(OfHolder):
    event = "send"
    client_id: ClientId
    text: Text


class Note(OfSession):
    event = "note"
    client_id: ClientId
    text: Text


class AgentTyping(OfSession):
    event = "typing"
    on: bool


class AgentSeen(OfSession):
    event = "seen"
    delivered: Seq
    read: Seq


class SetAvailability(Incoming):
    event = "availability"
    status: Availability


class AgentClose(OfHolder):
    event = "close"


class Reopen(OfSession):
    event = "reopen"


class SetTags(OfSession):
    event = "tag"
    tags: Annotated[list[Tag], Field(max_length=20)]


class Refresh(Incoming):
    event = "refresh"
    token: Annotated[str, Field(min_length=1, max_length=4096)]


FROM_VISITOR: Mapping[str, type[Incoming]] = {
    model.event: model for model in (Resume, VisitorSend, VisitorTyping, VisitorSeen, Page, VisitorClose, Rate)
}
FROM_AGENT: Mapping[str, type[Incoming]] = {
    model.event: model
    for model in (
        *(Inbox, Watch, Unwatch, Claim, Release, Transfer, Takeover, AgentSend, Note),
        *(AgentTyping, AgentSeen, SetAvailability, AgentClose, Reopen, SetTags, Refresh),
    )
}


def parse(known: Mapping[str, type[Incoming]], name: object, payload: object) -> Incoming:
    """The typed event; ChatError `invalid` (with `field`) or `too_large` when it is not one of `known`."""
    model = known.get(name) if isinstance(name, str) else None
    if model is None:
        raise ChatError("invalid", extras={"field": None})
    try:
        return model.model_validate({} if payload is None else payload)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = str(first["loc"][0]) if first["loc"] else None
        too_long = first["type"] == "string_too_long" and field == "text"
        raise ChatError("too_large" if too_long else "invalid", extras={"field": field}) from None


class Author(TypedDict):
    type: AuthorType
    id: NotRequired[str]
    name: str


class Event(TypedDict):
    """A durable event of a conversation; `ts` in ms. As `hidden` it carries session_id, seq and kind alone."""

    session_id: str
    seq: int
    kind: Kind
    ts: NotRequired[int]
    author: NotRequired[Author]
    client_id: NotRequired[str | None]
    text: NotRequired[str | None]
    data: NotRequired[dict[str, Any]]


class Watermarks(TypedDict):
    """The highest seq of the other side's messages that this side has received, and has read."""

    delivered: int
    read: int


class Seen(TypedDict):
    visitor: Watermarks
    agent: Watermarks


class Rating(TypedDict):
    score: int
    comment: str | None


class PublicHolder(TypedDict):
    name: str
    avatar: str | None


class Holder(PublicHolder):
    id: str


class PublicVisitor(TypedDict):
    id: str
    name: str
    phone: str
    address: str
    lang: str


class VisitorPage(TypedDict):
    url: str
    title: str


class VisitorDetails(PublicVisitor):
    ip: str
    user_agent: str
    page: VisitorPage | None
    referrer: str
    tz: NotRequired[str]


class VisitorSession(TypedDict):
    """What a visitor sees of the own conversation; `position` is the place in the queue, 1 is next."""

    id: str
    status: Status
    visitor: PublicVisitor
    holder: PublicHolder | None
    position: int | None
    head: int
    seen: Seen
    rating: Rating | None


class LastMessage(TypedDict):
    seq: int
    ts: int
    kind: Kind
    text: str | None
    author: Author


class SessionSummary(TypedDict):
    """What agents see of a conversation; `fence` belongs to the holder's sends, times in ms.

    `waiting_since` is when it last joined the queue, its place there goes by when it was opened.
    """

    id: str
    rev: int
    status: Status
    visitor: VisitorDetails
    form: dict[str, str | bool]
    holder: Holder | None
    fence: int
    opened_at: int
    closed_at: int | None
    waiting_since: int
    head: int
    last: LastMessage | None
    unread: int
    visitor_online: bool
    seen: Seen
    tags: list[str]
    rating: Rating | None


class AgentCard(TypedDict):
    """An agent as colleagues see them; `load` is how many conversations they hold."""

    id: str
    name: str
    avatar: str | None
    role: Role
    status: Availability
    online: bool
    load: int
    capacity: int
    takes_chats: bool


class Me(AgentCard):
    email: str


class WireError(TypedDict):
    """The `error` of a refused ack; `retry` in ms."""

    code: str
    message: str
    retry: int | None
    holder: NotRequired[Holder | None]
    field: NotRequired[str | None]


class Done(TypedDict):
    ok: Literal[True]


class Refused(TypedDict):
    ok: Literal[False]
    error: WireError


class Accepted(Done):
    seq: int
    ts: int


class Recorded(Done):
    seq: int


class Claimed(Done):
    fence: int


class Reopened(Recorded):
    fence: int


class VisitorResumed(Done):
    session: VisitorSession
    events: list[Event]
    head: int
    reset: NotRequired[bool]


class Watched(Done):
    session: SessionSummary
    events: list[Event]
    head: int
    reset: NotRequired[bool]


class InboxState(Done):
    sessions: list[SessionSummary]
    agents: list[AgentCard]
    me: Me


class TypingSent(TypedDict):
    session_id: str
    author: Author
    on: bool
    text: NotRequired[str]


class SeenSent(TypedDict):
    session_id: str
    side: Side
    delivered: int
    read: int


class VisitorPresence(TypedDict):
    """For the visitor: whether the holder (or, without one, anybody) is there."""

    online: bool
    agent: PublicHolder | None


class SessionPresence(TypedDict):
    session_id: str
    online: bool
    page: VisitorPage | None


class AgentsSent(TypedDict):
    agents: list[AgentCard]


ACKS_TO_VISITOR: Mapping[str, type] = {
    "resume": VisitorResumed,
    "send": Accepted,
    "typing": Done,
    "seen": Done,
    "page": Done,
    "close": Recorded,
    "rate": Recorded,
}
ACKS_TO_AGENT: Mapping[str, type] = {
    "inbox": InboxState,
    "watch": Watched,
    "unwatch": Done,
    "claim": Claimed,
    "release": Done,
    "transfer": Done,
    "takeover": Claimed,
    "send": Accepted,
    "note": Accepted,
    "typing": Done,
    "seen": Done,
    "availability": Done,
    "close": Recorded,
    "reopen": Reopened,
    "tag": Recorded,
    "refresh": Done,
}
TO_VISITOR: Mapping[str, type] = {
    "event": Event,
    "session": VisitorSession,
    "typing": TypingSent,
    "seen": SeenSent,
    "presence": VisitorPresence,
}
TO_AGENT: Mapping[str, type] = {
    "event": Event,
    "session": SessionSummary,
    "agents": AgentsSent,
    "typing": TypingSent,
    "seen": SeenSent,
    "presence": SessionPresence,
}
