"""The ops page's figures for Prometheus: read when they are asked for, each with its unit in its name."""

from collections.abc import Iterable, Iterator
from typing import Any

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry

Samples = Iterable[tuple[tuple[str, ...], float | None]]


class Figures(Collector):
    """One snapshot of `web.ops` as metric families; what could not be read is left out, `alo_up` says so."""

    def __init__(self, snapshot: dict[str, Any]) -> None:
        self.snapshot = snapshot

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield gauge("alo_up", "1 while the server answers.", ("server",), self.servers())
        yield gauge(
            "alo_check_ok", "1 while a figure is normal, 0 when a person has to look.", ("check",), self.checks()
        )
        yield from self.streams()
        yield from self.archive()
        yield from self.hubs()
        yield from self.redis()
        yield from self.rest()

    def servers(self) -> Samples:
        return [((name,), float(self.snapshot[name] is not None)) for name in ("redis", "mongodb")]

    def checks(self) -> Samples:
        known = [check for check in self.snapshot["checks"] if check["state"] != "unknown"]
        return [((check["name"],), float(check["state"] == "ok")) for check in known]

    def streams(self) -> Iterator[GaugeMetricFamily]:
        streams = self.snapshot["streams"] or []
        groups = [(stream["name"], group) for stream in streams for group in stream["groups"]]
        lengths: Samples = [((stream["name"],), stream["length"]) for stream in streams]
        yield gauge("alo_stream_entries", "Entries in a stream; dead is the dead letters.", ("stream",), lengths)
        told = {
            "pending": ("alo_stream_pending_entries", "Entries delivered to a group and not acknowledged.", 1),
            "waiting": ("alo_stream_waiting_entries", "Entries that a group has not been given yet.", 1),
            "oldest_ms": ("alo_stream_oldest_seconds", "Age of the oldest entry that a group is not done with.", 1000),
        }
        for field, (name, about, per) in told.items():
            samples = [((stream, group["name"]), group[field] / per) for stream, group in groups]
            yield gauge(name, about, ("stream", "group"), samples)

    def archive(self) -> Iterator[GaugeMetricFamily]:
        archive = self.snapshot["archive"] or {}
        silent = archive.get("silent_ms")
        yield single("alo_archive_lag_seconds", "How far the archive is behind.", archive.get("lag_ms"), 1000)
        yield single("alo_archiver_silent_seconds", "Since the leading archiver was heard of.", silent, 1000)
        yield single("alo_archived_events", "Events archived since Redis began counting.", archive.get("archived"))
        yield single("alo_archive_alarms", "Contradictions between Redis and the archive.", archive.get("alarms"))

    def hubs(self) -> Iterator[GaugeMetricFamily]:
        hubs = self.snapshot["hubs"] or []
        told = {
            "sockets": ("alo_hub_sockets", "Open sockets of a hub.", 1),
            "agents": ("alo_hub_agents", "Agents connected to a hub.", 1),
            "visitors": ("alo_hub_visitors", "Visitors connected to a hub.", 1),
            "lag_ms": ("alo_hub_loop_lag_seconds", "Longest stall of a hub's event loop between two beats.", 1000),
            "behind_ms": ("alo_hub_tail_behind_seconds", "How far a hub's tail is behind the firehose.", 1000),
        }
        for field, (name, about, per) in told.items():
            yield gauge(name, about, ("hub",), [((hub["id"],), hub[field] / per) for hub in hubs if field in hub])

    def redis(self) -> Iterator[GaugeMetricFamily]:
        redis = self.snapshot["redis"] or {}
        yield single("alo_redis_memory_bytes", "Memory that Redis uses.", redis.get("memory"))
        yield single("alo_redis_memory_limit_bytes", "Memory that Redis may use.", redis.get("memory_limit"))
        yield single("alo_redis_evicted_keys", "Keys that Redis threw away; any is a loss.", redis.get("evicted"))
        kept = redis.get("append_only_works")
        yield single(
            "alo_redis_append_only_ok", "1 while Redis can write its file.", None if kept is None else int(kept)
        )

    def rest(self) -> Iterator[GaugeMetricFamily]:
        sessions, jobs = self.snapshot["sessions"] or {}, self.snapshot["jobs"] or {}
        states: Samples = [((state,), sessions[state]) for state in ("open", "waiting", "held") if state in sessions]
        yield gauge("alo_conversations", "Live conversations.", ("state",), states)
        longest = sessions.get("longest_wait_ms")
        yield single("alo_longest_wait_seconds", "How long the first in the queue has waited.", longest, 1000)
        kinds: Samples = [
            ((state,), jobs[state]) for state in ("queued", "running", "retried", "failed") if state in jobs
        ]
        yield gauge("alo_jobs", "Jobs of the archiver.", ("state",), kinds)


def gauge(name: str, about: str, labels: tuple[str, ...], samples: Samples) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=labels)
    for values, figure in samples:
        if figure is not None:
            family.add_metric(values, figure)
    return family


def single(name: str, about: str, figure: float | None, per: int = 1) -> GaugeMetricFamily:
    return gauge(name, about, (), [] if figure is None else [((), figure / per)])


def registry_of(snapshot: dict[str, Any]) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(Figures(snapshot))
    return registry
