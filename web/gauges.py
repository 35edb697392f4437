"""The figures of the ops page for Prometheus: read at every scrape, each with its unit and what it means."""

from collections.abc import Iterator
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

Snapshot = dict[str, Any]


class Figures:
    """A snapshot of the ops page as metrics; what could not be read is left out, so that no old figure looks new."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def collect(self) -> Iterator[Metric]:
        yield from servers(self.snapshot)
        yield from archive(self.snapshot["archive"])
        yield from streams(self.snapshot["streams"])
        yield from hubs(self.snapshot["hubs"])
        yield from sessions(self.snapshot["sessions"])
        yield from jobs(self.snapshot["jobs"])


def write_figures(snapshot: Snapshot) -> bytes:
    registry = CollectorRegistry()
    registry.register(Figures(snapshot))
    return generate_latest(registry)


def gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=value)


def servers(snapshot: Snapshot) -> Iterator[Metric]:
    redis, mongodb = snapshot["redis"], snapshot["mongodb"]
    yield gauge("alo_redis_up", "1 while Redis answers.", redis is not None)
    yield gauge("alo_mongodb_up", "1 while MongoDB answers; without it sign-in and history wait.", mongodb is not None)
    if redis is not None:
        keeps = redis["append_only"] and redis["append_only_works"] and redis["policy"] == "noeviction"
        yield gauge("alo_redis_memory_bytes", "Memory that Redis uses.", redis["memory"])
        yield gauge("alo_redis_memory_limit_bytes", "Redis' maxmemory; 0 is none.", redis["memory_limit"] or 0)
        yield gauge("alo_redis_keeps", "1 while Redis writes an append-only file and evicts nothing.", bool(keeps))
        yield CounterMetricFamily("alo_redis_evicted_keys", "Keys that Redis threw away.", value=redis["evicted"])
    if mongodb is not None:
        yield gauge("alo_mongodb_answer_seconds", "Time that MongoDB took to answer.", mongodb["answers_ms"] / 1000)


def archive(part: Snapshot | None) -> Iterator[Metric]:
    if part is None:
        return
    if part["silent_ms"] is not None:
        yield gauge("alo_archiver_silent_seconds", "Since the leading archiver's last beat.", part["silent_ms"] / 1000)
    yield gauge("alo_archivers", "Archivers that run, leading or standing by.", len(part["archivers"]))
    yield CounterMetricFamily("alo_archived_events", "Events written to MongoDB.", value=part["archived"])
    yield CounterMetricFamily("alo_archive_alarms", "Events whose id was taken by another.", value=part["alarms"])


def streams(part: list[Snapshot] | None) -> Iterator[Metric]:
    if part is None:
        return
    length = GaugeMetricFamily("alo_stream_length", "Entries of a stream.", labels=["stream"])
    names = ["stream", "group"]
    unread = GaugeMetricFamily("alo_stream_unread", "Entries that a group has not been given yet.", labels=names)
    pending = GaugeMetricFamily("alo_stream_pending", "Entries given and not acknowledged.", labels=names)
    oldest = GaugeMetricFamily("alo_stream_lag_seconds", "Age of the oldest entry not acknowledged.", labels=names)
    for stream in part:
        length.add_metric([stream["name"]], stream["length"])
        for group in stream["groups"]:
            labels = [stream["name"], group["name"]]
            unread.add_metric(labels, group["waiting"])
            pending.add_metric(labels, group["pending"])
            oldest.add_metric(labels, group["oldest_ms"] / 1000)
        if stream["name"] == "dead":
            yield gauge("alo_dead_letters", "Events that could not be archived.", stream["length"])
    yield from (length, unread, pending, oldest)


def hubs(part: list[Snapshot] | None) -> Iterator[Metric]:
    if part is None:
        return
    yield gauge("alo_hubs", "Hubs that run.", len(part))
    sockets = GaugeMetricFamily("alo_hub_sockets", "Sockets of a hub.", labels=["hub"])
    loop = GaugeMetricFamily("alo_hub_loop_lag_seconds", "How late the event loop was, at most.", labels=["hub"])
    behind = GaugeMetricFamily("alo_hub_behind_seconds", "How far a hub reads behind the firehose.", labels=["hub"])
    for hub in part:
        sockets.add_metric([hub["id"]], hub.get("sockets", 0))
        loop.add_metric([hub["id"]], hub.get("lag_ms", 0) / 1000)
        behind.add_metric([hub["id"]], hub["behind_ms"] / 1000)
    yield from (sockets, loop, behind)


def sessions(part: Snapshot | None) -> Iterator[Metric]:
    if part is None:
        return
    count = GaugeMetricFamily("alo_sessions", "Conversations in Redis, by state.", labels=["state"])
    for state in ("open", "waiting", "held", "closed"):
        count.add_metric([state], part[state])
    yield count
    yield gauge(
        "alo_longest_wait_seconds", "How long the first visitor in the queue waits.", part["longest_wait_ms"] / 1000
    )


def jobs(part: Snapshot | None) -> Iterator[Metric]:
    if part is None:
        return
    count = GaugeMetricFamily("alo_jobs", "Background jobs, by state; failed ones of the last hour.", labels=["state"])
    for state in ("queued", "due", "running", "retried", "failed"):
        count.add_metric([state], part[state])
    yield count
