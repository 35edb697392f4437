"""`docs/BENCHMARKS.md` and its pictures, written from the recorded results."""

from collections.abc import Iterator
from pathlib import Path

from bench.goals import GOALS
from bench.parts import PARTS
from bench.pictures import Bar, draw
from bench.results import Results
from bench.rivals import EVERYBODY
from bench.rounds import Figures

SLOWEST = 12
OURS = ("Alo", "hub", "2 hubs")

TITLES = {
    "messages_s": "messages/s",
    "deliveries_s": "deliveries/s",
    "connects_s": "connects/s",
    "hub_us": "server µs",
    "redis_us": "Redis µs",
    "archiver_us": "archiver µs",
    "mongo_us": "MongoDB µs",
    "load_us": "load µs",
    "load_share": "load, of a core",
    "others_share": "others, of a core",
    "ack_p50_ms": "ack p50 ms",
    "ack_p99_ms": "ack p99 ms",
    "travel_p50_ms": "to the readers p50 ms",
    "travel_p99_ms": "p99 ms",
    "missing": "not delivered",
    "behind_s": "archived s later",
    "resumed_connects_s": "with resume/s",
    "resumed_hub_us": "with resume µs",
    "sockets": "sockets",
    "kib_per_socket": "KiB a socket",
    "hub_share": "server, of a core",
    "idle_us": "silence, µs",
    "message_us": "server without silence µs",
    "archived_s": "archived/s",
    "lag_p50_ms": "lag p50 ms",
    "lag_p99_ms": "lag p99 ms",
    "events_s": "events/s",
    "p50_ms": "p50 ms",
    "p95_ms": "p95 ms",
    "worst_p95_ms": "slowest kind p95 ms",
    "first_page_ms": "first page p95 ms",
    "last_page_ms": "last page p95 ms",
    "first_start_s": "first time s",
    "start_s": "again s",
    "all_mib": "all MiB",
    "redis_mib": "Redis",
    "mongo_mib": "MongoDB",
    "hub_mib": "hub",
    "archiver_mib": "archiver",
    "supervisor_mib": "make and supervisor",
    "first_paint_ms": "first paint ms",
    "visible_ms": "there ms",
    "interactive_ms": "usable ms",
    "blocked_ms": "blocked ms",
}

NOTES = {
    "messages": """\
Everybody writes all the time, so the two cores are what limits: whoever spends less gets further. A message counts once
it is acknowledged and with all five agents, whichever is later; its writer gets it back as well. µs are the processor
time of each process divided by the messages. `nothing` keeps nothing and looks at nothing: it shows how far the load
generator gets by itself; beside each of the others stands what share of a core it took, and what share everything took
that has no part in this. What was refused, or has not come within 30 s after the end, is counted as not delivered.
Alo's archiver steps back while cores are short: `archived s later` is when it had all of them, after the last one.
One message in ten has a word that nobody wrote before, for the index of the archive.""",
    "ack": "The same people at a pace that all of them bear.",
    "room": "A delivery is one message at one reader; µs are of the server, for each of them.",
    "connects": """\
A WebSocket from the first byte to the namespace's answer, then away again. `with resume` also asks for what was written
meanwhile, as the widget does and no peer can. 500 visitors take turns: after the first time our hub knows their tokens,
which peers do not ask for.""",
    "idle": "Resident memory of the server with all sockets, less that with the first 200, divided.",
    "growth": """\
Each conversation has its visitor connected and one agent's socket that watches it. What the same people cost in silence
(pings, presence) is measured first and taken off.""",
    "lag": "From the time that Redis gave the event to the moment a reader of MongoDB's change stream has it.",
    "archive": "Acts fill the firehose, then one archiver starts: from the first event in MongoDB to the last.",
    "search": "Asked of what stands behind `GET /api/conversations`, hits marked. The slowest kinds are shown.",
    "start": """\
Resident memory of every process that `make run` starts, itself included; pages that several share are counted for
each.""",
    "frontends": """\
*there*: the launcher, the password field, the inbox can be seen; *usable*: after the last task longer than 50 ms;
*blocked*: what such tasks took beyond 50 ms. Chromium, nothing cached (but for the inbox), processor slowed down four
times.

What others say of theirs: Chatwoot's widget was 170.4 KiB on the wire in July 2021
([chatwoot#2658](https://github.com/chatwoot/chatwoot/issues/2658)), with 300 KB set as its limit in April 2024
([chatwoot#9289](https://github.com/chatwoot/chatwoot/pull/9289)); Crisp names
[130 KB](https://help.crisp.chat/en/article/will-crisp-slow-down-my-website-1wfqufw/) to download, after
[232 KB](https://crisp.chat/blog/fastest-live-chat) before. They do more than ours does.""",
}

HEAD = """# Benchmarks

`make bench` measures Alo beside what people would use instead, all of them in turn on one machine in one run, and
writes this page and `bench/results/last.json`. `make bench ONLY=messages,ack` runs some parts, `SIZE=quick` smaller
ones. It says what became worse than the last recorded ratios. Ratios can be compared between machines, seconds can't.

"""


def write_page(results: Results, folder: Path) -> None:
    """The page, and beside it `images/bench-*.svg`."""
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    pictures = dict(draw_all(results))
    for name, picture in pictures.items():
        (images / f"bench-{name}.svg").write_text(picture)
    (folder / "BENCHMARKS.md").write_text("".join(lines(results, pictures)).rstrip() + "\n")


def lines(results: Results, pictures: dict[str, str]) -> Iterator[str]:
    yield HEAD
    machine = results.machine
    yield (
        f"**Machine:** {machine['processor']}, {machine['cores']} cores, {machine['memory']}, {machine['system']}, "
        f"Python {machine['python']}, Redis with {machine['allocator']}. "
        "Load, server, Redis, archiver and MongoDB share the cores.\n\n"
    )
    yield "## Promised and reached\n\n| figure | reached | at least | aim | |\n| --- | --: | --: | --: | --- |\n"
    yield from goal_rows(results)
    yield "\n## Who is measured\n\n| | |\n| --- | --- |\n"
    yield from (f"| {kind.name} | {kind.about} |\n" for kind in EVERYBODY)
    yield "\nThe peers are in `bench/peers`, the load generator, raw frames on Node's `ws`, in `bench/load`.\n"
    for name, part in PARTS.items():
        if name in results.parts:
            record = results.parts[name]
            yield f"\n## {name}\n\n{part.about[0].upper()}{part.about[1:]}"
            rounds = max(map(len, record.taken.values()))
            yield f" (size `{record.size}`, {rounds} round{'s' if rounds > 1 else ''}, {record.day}).\n"
            yield f"{NOTES[name]}\n\n" if name in NOTES else "\n"
            yield limit_of_load(results) if name == "messages" else ""
            yield from (f"![{shown}](images/bench-{shown}.svg)\n\n" for shown in pictures if shown.startswith(name))
            yield from table(name, results.table(name))


def limit_of_load(results: Results) -> str:
    rows = results.table("messages")
    best = max((name for name in rows if name != "nothing"), key=lambda name: rows[name]["messages_s"])
    limit, fastest = (number(rows[name]["messages_s"]) for name in ("nothing", best))
    return (
        f"The load is not what limits: it gets {limit} messages a second through a server that does nothing; {best}, "
        f"the fastest, made {fastest}, and the load took {rows[best]['load_share']:.0%} of a core for them.\n\n"
    )


def goal_rows(results: Results) -> Iterator[str]:
    for goal in GOALS:
        if goal.part not in results.parts:
            continue
        value, aim = goal.read(results), goal.aim(results)
        sign = "≥" if goal.more_is_better else "≤"
        met = value >= aim if goal.more_is_better else value <= aim
        # Where a peer does worse than what must be reached, doing better than it is not enough.
        verdict = "**missed**" if not goal.reached(value) else "aim met" if met else "reached"
        shown = f"{goal.aim_text} ({number(aim)})" if goal.aim_text.startswith("C") else goal.aim_text
        measured = f"{number(value)} {goal.unit}".rstrip()
        yield f"| {goal.text} | {measured} | {sign} {goal.least:,g} | {shown} | {verdict} |\n"


def table(part: str, rows: dict[str, Figures]) -> Iterator[str]:
    if part == "search":
        slowest = sorted(rows, key=lambda name: -rows[name]["p95_ms"])[:SLOWEST]
        rows = {"every kind": rows["every kind"], **{name: rows[name] for name in slowest if name != "every kind"}}
    listed = {name: figures for name, figures in rows.items() if "all_kb" in figures}
    for name, figures in listed.items():
        parts = sorted(((size, what.removesuffix("_kb")) for what, size in figures.items()), reverse=True)
        yield f"{name}, kB: " + ", ".join(f"{what} {size:.1f}" for size, what in parts) + ".\n\n"
    rest = {name: figures for name, figures in rows.items() if name not in listed}
    columns = [column for column in TITLES if any(column in figures for figures in rest.values())]
    yield "| | " + " | ".join(TITLES[column] for column in columns) + " |\n| --- |" + " --: |" * len(columns) + "\n"
    for name, figures in rest.items():
        cells = (number(figures[column]) if column in figures else "" for column in columns)
        yield f"| {name} | " + " | ".join(cells) + " |\n"


def number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def draw_all(results: Results) -> Iterator[tuple[str, str]]:
    """Name and picture; a name begins with its part's."""
    wanted = {
        "messages-throughput": ("messages", "messages_s", "Acknowledged and delivered messages a second", "{:,.0f}"),
        "messages-processor": ("messages", "hub_us", "The server's processor time per message, µs", "{:,.0f}"),
        "ack-p50": ("ack", "ack_p50_ms", "Acknowledgement at 500 messages a second, median, ms", "{:.1f}"),
        "ack-p99": ("ack", "ack_p99_ms", "The same, 99 of 100 are faster, ms", "{:.1f}"),
        "idle-memory": ("idle", "kib_per_socket", "Memory per idle socket, KiB", "{:.0f}"),
        "growth-cost": ("growth", "message_us", "The hub's time per message by open conversations, µs", "{:,.0f}"),
    }
    for name, (part, figure, title, form) in wanted.items():
        if part in results.parts:
            rows = {rival: figures[figure] for rival, figures in results.table(part).items() if rival != "nothing"}
            bars = [Bar(rival, value, rival in OURS or part == "growth") for rival, value in rows.items()]
            yield name, draw(title, bars, form)
