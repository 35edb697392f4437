"""The catalogue of Redis keys: every name, what it holds, and the times that go with it.

The workspace is the hash tag of every key, so that all of a workspace lies in one slot and one act may touch it.
"""

from dataclasses import dataclass, field

PRESENCE_BEAT_MS = 5_000
"""How often a hub says which of its agents are there; three missed beats are an absence."""
PRESENCE_FRESH_MS = 3 * PRESENCE_BEAT_MS
HUB_FRESH_MS = 4 * PRESENCE_BEAT_MS
"""A hub that has missed this is gone, and with it the visitors it had."""
TAIL_FRESH_MS = 60_000
"""A tail that has said nothing for a minute holds nobody back any more."""
OPENING_TTL_MS = 24 * 3600 * 1000
RELEASER_REST_MS = 60_000
"""For a minute a released conversation is not given back to whoever released it."""
SIGNALS_MAX = 20_000
CLOSED_KEEP_MS = 3600 * 1000
"""How long the keys of a closed and archived conversation stay in Redis: late retries are answered from there."""
GROUP = "archiver"
LAG_SAMPLE_MS = 10_000
LAG_SAMPLES_MAX = 3600 * 1000 // LAG_SAMPLE_MS
ARCHIVER_FRESH_MS = 15_000
"""An archiver that has said nothing for that long does not run."""


@dataclass(frozen=True)
class Keys:
    """Names of the keys of one workspace."""

    workspace: str
    prefix: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "prefix", "alo:{" + self.workspace + "}:")

    def session(self, session_id: str) -> str:
        """hash: the truth about a live conversation"""
        return f"{self.prefix}session:{session_id}"

    def log(self, session_id: str) -> str:
        """stream: the conversation's own events, entry `<seq>-0`"""
        return f"{self.prefix}log:{session_id}"

    def sent(self, session_id: str) -> str:
        """hash: `<author type>:<author id>:<client_id>` → `<seq>:<ts>`"""
        return f"{self.prefix}sent:{session_id}"

    def visitor(self, visitor_id: str) -> str:
        """hash: open session, page, `hub:<hub>` while connected there"""
        return f"{self.prefix}visitor:{visitor_id}"

    def opening(self, client_id: str) -> str:
        """string, one day: the session that this opening made"""
        return f"{self.prefix}opening:{client_id}"

    def held(self, agent_id: str) -> str:
        """set: the sessions that the agent holds; its size is the load"""
        return f"{self.prefix}held:{agent_id}"

    def refresh(self, family: str) -> str:
        """hash: a family of refresh tokens"""
        return f"{self.prefix}refresh:{family}"

    def rate(self, name: str) -> str:
        """string: the state of one limiter"""
        return f"{self.prefix}rate:{name}"

    def erased(self, visitor_id: str) -> str:
        """string: tombstone of an erased visitor"""
        return f"{self.prefix}erased:{visitor_id}"

    @property
    def firehose(self) -> str:
        """stream: every durable event, in order, for consumer groups and tails"""
        return self.prefix + "firehose"

    @property
    def signals(self) -> str:
        """stream, capped: what may be lost and heals"""
        return self.prefix + "signals"

    @property
    def open(self) -> str:
        """zset: open sessions by last activity, ms"""
        return self.prefix + "open"

    @property
    def closed(self) -> str:
        """zset: closed sessions whose keys are still here, by the time they were closed or restored, ms"""
        return self.prefix + "closed"

    @property
    def leases(self) -> str:
        """zset: held sessions by the end of their lease, ms"""
        return self.prefix + "leases"

    @property
    def waiting(self) -> str:
        """zset: sessions without an agent, first come first"""
        return self.prefix + "waiting"

    @property
    def presence(self) -> str:
        """zset: `<agent>@<hub>` by last seen, ms"""
        return self.prefix + "presence"

    @property
    def visitors(self) -> str:
        """set: `<visitor>|<session>@<hub>` of every connected visitor, to sweep up after a dead hub"""
        return self.prefix + "visitors"

    @property
    def blocked(self) -> str:
        """set: visitors who may not open a conversation, a copy of what MongoDB says"""
        return self.prefix + "blocked"

    @property
    def agents(self) -> str:
        """hash: agent id → account copy (JSON); `<id>:status`, `<id>:assigned` beside it"""
        return self.prefix + "agents"

    @property
    def config(self) -> str:
        """hash: copies of form and settings (JSON)"""
        return self.prefix + "config"

    @property
    def tails(self) -> str:
        """hash: hub → `<ms>:<last read firehose ID>`"""
        return self.prefix + "tails"

    @property
    def hubs(self) -> str:
        """hash: hub → JSON of its last beat, sockets, loop lag"""
        return self.prefix + "hubs"

    @property
    def trimmed(self) -> str:
        """string: firehose ID below which entries are gone"""
        return self.prefix + "trimmed"

    @property
    def dead(self) -> str:
        """stream: what could not be archived, why, tries"""
        return self.prefix + "dead"

    @property
    def gaps(self) -> str:
        """hash: session id → seqs of its dead letters; its log is kept until they are archived"""
        return self.prefix + "gaps"

    @property
    def touched(self) -> str:
        """hash: hour (`2026-11-21T03`) → how often it changed since its roll-up was computed"""
        return self.prefix + "touched"

    @property
    def archiver(self) -> str:
        """hash: what the leading archiver says: `leader`, `beat`, `archived`, `lag_ms`, `pending`, `alarms`, `error`
        (empty while it works) and since when, `error_at`"""
        return self.prefix + "archiver"

    @property
    def archivers(self) -> str:
        """hash: archiver → JSON of its last beat, whether it leads, whether it reaches MongoDB"""
        return self.prefix + "archivers"

    @property
    def lag(self) -> str:
        """stream, capped: an hour of samples of the archive's lag, `lag_ms`, `archived`, `pending`"""
        return self.prefix + "lag"

    @property
    def queue(self) -> str:
        """zset: arq's jobs by when they are due; the rest of a job lies in `arq:*`"""
        return self.prefix + "jobs"

    @property
    def run(self) -> str:
        """string: run id of the Redis whose content was last checked against MongoDB"""
        return self.prefix + "run"

    @property
    def heads(self) -> str:
        """hash: open session → head when this run of Redis was first accepted"""
        return self.prefix + "heads"

    def lease(self, name: str) -> str:
        """string with a TTL: which process does a single-handed duty (`sweeper`, `recovery`, `archiver`)"""
        return f"{self.prefix}lease:{name}"
