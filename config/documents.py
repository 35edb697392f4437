"""What lies in MongoDB: each collection with the shape that its documents must have and the indexes that serve it.

Only what MongoDB 6 and 8 share. `config.clients.prepare` makes all of it when a process starts.
"""

from dataclasses import dataclass
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

CONVERSATIONS = "conversations"
MESSAGES = "messages"
AGENTS = "agents"
FORM_FIELDS = "form_fields"
VISITORS = "visitors"
SETTINGS = "settings"
CANNED_REPLIES = "canned_replies"
AUDIT = "audit"
WEBHOOKS = "webhooks"
ROLLUPS = "rollups"

DURATION_BOUNDS_S = (5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400, 259200)
"""Waiting, answering and resolving times are kept as counts between these, from which medians can be told.

A roll-up is `{_id: "2026-11-21T03" (UTC), at, opened, closed, unanswered, messages: {visitor, agent, …}, waited,
first_reply, resolved, rating, agents: {<id>: {conversations, messages, first_reply, resolved, rating}}}` of the
conversations that were opened in that hour; a duration is `{count, sum_ms, buckets}` with one bucket more than there
are bounds, a rating is how many gave 1, 2, … 5.
"""

Schema = dict[str, Any]

ID: Schema = {"bsonType": "string", "minLength": 1}
TEXT: Schema = {"bsonType": "string"}
TEXT_OR_NULL: Schema = {"bsonType": ["string", "null"]}
DATE: Schema = {"bsonType": "date"}
DATE_OR_NULL: Schema = {"bsonType": ["date", "null"]}
COUNT: Schema = {"bsonType": ["int", "long"], "minimum": 0}
COUNT_OR_NULL: Schema = {"bsonType": ["int", "long", "null"], "minimum": 0}
OBJECT: Schema = {"bsonType": "object"}
OBJECT_OR_NULL: Schema = {"bsonType": ["object", "null"]}
FLAG: Schema = {"bsonType": "bool"}
WORDS: Schema = {"bsonType": "array", "items": {"bsonType": "string"}}
TOKENS: Schema = {"bsonType": "array"}
"""What our own folding makes, by the hundred: to look at each would cost as much as the write itself."""


@dataclass(frozen=True)
class Collection:
    """`required` fields and their shapes, `optional` ones where they are present; others are not looked at."""

    name: str
    required: Schema
    optional: Schema
    indexes: tuple[IndexModel, ...] = ()

    @property
    def validator(self) -> Schema:
        properties = {"_id": ID, **self.required, **self.optional}
        return {"$jsonSchema": {"bsonType": "object", "required": ["_id", *self.required], "properties": properties}}


def index(name: str, *fields: tuple[str, int], **options: Any) -> IndexModel:
    return IndexModel(list(fields), name=name, **options)


COLLECTIONS: tuple[Collection, ...] = (
    Collection(
        CONVERSATIONS,
        required={
            "status": {"enum": ["waiting", "active", "closed"]},
            "visitor": {"bsonType": "object", "required": ["id", "name"], "properties": {"id": ID, "name": TEXT}},
            "form": OBJECT,
            "agents": WORDS,
            "opened_at": DATE,
            "head": COUNT,
            "applied": COUNT,
        },
        optional={
            "holder": OBJECT_OR_NULL,
            "fence": COUNT,
            "claimed_at": DATE_OR_NULL,
            "first_reply_at": DATE_OR_NULL,
            "closed_at": DATE_OR_NULL,
            "updated_at": DATE,
            "last": OBJECT_OR_NULL,
            "seen": OBJECT,
            "tags": WORDS,
            "rating": OBJECT_OR_NULL,
            "search": {"bsonType": "object", "properties": {"names": TOKENS, "phones": TOKENS, "words": TOKENS}},
            "waited_ms": COUNT_OR_NULL,
            "first_reply_ms": COUNT_OR_NULL,
            "resolved_ms": COUNT_OR_NULL,
        },
        indexes=(
            # Newest first is by `_id`, which begins with the time: every filter's index ends in it, so that a page is
            # read in order from whichever filter is rarest, and its last `_id` is where the next page begins.
            index("opened", ("opened_at", ASCENDING)),
            index("status", ("status", ASCENDING), ("_id", DESCENDING)),
            index("agents", ("agents", ASCENDING), ("_id", DESCENDING)),
            index("tags", ("tags", ASCENDING), ("_id", DESCENDING)),
            index("visitor", ("visitor.id", ASCENDING), ("_id", DESCENDING)),
            index("names", ("search.names", ASCENDING), ("_id", DESCENDING)),
            index("phones", ("search.phones", ASCENDING), ("_id", DESCENDING)),
            index("words", ("search.words", ASCENDING), ("_id", DESCENDING)),
            # Retention asks for what ended before a day; open conversations never come into it.
            index("ended", ("closed_at", ASCENDING), partialFilterExpression={"status": "closed"}),
        ),
    ),
    Collection(
        MESSAGES,
        required={
            "conversation_id": ID,
            "seq": COUNT,
            "kind": TEXT,
            "ts": DATE,
            "author": {"bsonType": "object", "required": ["type"], "properties": {"type": TEXT, "name": TEXT}},
        },
        optional={"client_id": TEXT_OR_NULL, "text": TEXT_OR_NULL, "data": OBJECT, "tokens": TOKENS},
        indexes=(index("in order", ("conversation_id", ASCENDING), ("seq", ASCENDING)),),
    ),
    Collection(
        AGENTS,
        required={"email": TEXT, "name": TEXT, "role": {"enum": ["agent", "lead", "admin"]}, "active": FLAG},
        optional={"avatar": TEXT_OR_NULL, "capacity": COUNT, "token_version": COUNT, "takes_chats": FLAG},
        indexes=(index("email", ("email", ASCENDING), unique=True),),
    ),
    Collection(
        FORM_FIELDS,
        # A field without a position was taken out of the form; older conversations have answers to it.
        required={"type": TEXT, "label": OBJECT, "position": COUNT_OR_NULL},
        optional={"placeholder": OBJECT, "required": FLAG, "pattern": TEXT_OR_NULL},
    ),
    Collection(
        VISITORS,
        required={"name": TEXT, "first_seen": DATE, "last_seen": DATE},
        optional={"phone": TEXT, "address": TEXT, "lang": TEXT},
        indexes=(index("last seen", ("last_seen", ASCENDING)),),
    ),
    Collection(SETTINGS, required={}, optional={}),
    Collection(
        CANNED_REPLIES,
        required={"shortcut": TEXT, "title": TEXT, "text": TEXT},
        optional={},
        indexes=(index("shortcut", ("shortcut", ASCENDING), unique=True),),
    ),
    Collection(AUDIT, required={"at": DATE}, optional={}, indexes=(index("newest", ("at", DESCENDING)),)),
    Collection(WEBHOOKS, required={}, optional={}),
    Collection(
        ROLLUPS,
        required={"at": DATE, "opened": COUNT},
        optional={"closed": COUNT, "rated": COUNT, "messages": OBJECT, "agents": OBJECT},
        indexes=(index("hour", ("at", ASCENDING), unique=True),),
    ),
)
