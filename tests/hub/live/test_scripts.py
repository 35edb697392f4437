"""Every act binds its KEYS and ARGV by name, and touches no key that it was not given."""

import asyncio
import contextlib
import re
from typing import Any

import pytest

from config.errors import ChatError
from config.ids import new_id
from config.tasks import end
from hub.live.recovery import free_strangers
from hub.live.scripts import FOLDER, SCRIPTS, Script, count_bound, pick_shared
from hub.sweeper import Sweeper
from tests.hub.conftest import Floor

LUA = re.compile(r'^\[\d+ lua\] "(\w+)" ?(.*)$')
OWN = re.compile(r"\[\d+ [^l]")
KEYLESS = {"TIME"}


def body_of(script: Script) -> str:
    return (FOLDER / f"{script.name}.lua").read_text()


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_an_act_binds_every_key_and_argument_by_position(script: Script) -> None:
    body = body_of(script)
    for table, count in (("KEYS", script.keys), ("ARGV", script.args)):
        assert {int(n) for n in re.findall(rf"\b{table}\[(?:\w \+ )?(\d+)\]", body)} == set(range(1, count + 1))


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_no_act_writes_the_name_of_a_key(script: Script) -> None:
    named = re.findall(r"redis\.call\('[A-Z]+', *'", script.text)
    assert named == []
    assert "alo:" not in script.text


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_an_act_opens_with_its_flags_and_says_what_it_is_for(script: Script) -> None:
    first, second = body_of(script).split("\n")[:2]
    assert first in ("#!lua", "#!lua flags=allow-oom")
    assert second.startswith("-- ")


def test_without_memory_only_what_adds_to_a_conversation_is_refused() -> None:
    refused = {name for name, script in SCRIPTS.items() if body_of(script).startswith("#!lua\n")}
    adding = ("open", "append", "reopen", "rate", "tag", "restore")
    assert refused == {f"session_{what}" for what in adding}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_an_act_carries_the_shared_functions_that_it_calls_and_no_others(script: Script) -> None:
    shared = set(re.findall(r"^local function (\w+)", (FOLDER / "shared.lua").read_text(), re.MULTILINE))
    carried = set(re.findall(r"^local function (\w+)", script.text, re.MULTILINE)) & shared
    called = {name for name in shared if len(re.findall(rf"\b{name}\(", script.text)) > (name in carried)}
    assert carried == called


def test_a_shared_function_comes_with_those_that_it_calls_itself() -> None:
    shared = "local now = 1\n\nlocal function one()\n  return 1\nend\n\nlocal function two()\n  return one()\nend\n\n"
    shared += "local function three()\nend\n"
    text = pick_shared(shared, "return two()")
    assert "local now" in text
    assert [name for name in ("one", "two", "three") if f"function {name}(" in text] == ["one", "two"]
    assert "function" not in pick_shared(shared, "return twofold() + now")


def test_positions_are_counted_by_the_highest() -> None:
    assert count_bound("local a, b = KEYS[1], KEYS[12]", "KEYS") == 12
    assert count_bound("return 1", "ARGV") == 0


@pytest.mark.parametrize(("keys", "args"), [(1, 10), (5, 9), (6, 10), (5, 11)])
async def test_an_act_with_a_wrong_number_of_words_is_a_mistake_of_ours(floor: Floor, keys: int, args: int) -> None:
    """It would be taken for the words of its neighbour."""
    with pytest.raises(TypeError, match="session_append takes 5 keys"):
        await floor.live.acts.run("session_append", ["key"] * keys, ["word"] * args)


async def play(floor: Floor) -> None:
    """Every act at least once."""
    live, lan, minh = floor.live, floor.agents["Lan"], floor.agents["Minh"]
    await live.presence.beat({"sockets": 0}, "0-0")
    await floor.arrive("Lan", "Minh")
    visitor_id, visitor = new_id(), floor.agent("Lan")
    session_id = await floor.open(visitor_id=visitor_id)
    await live.presence.visitor_joins(visitor_id, session_id)
    await live.presence.move_page(visitor_id, session_id, "https://shop.example/hoa", "Hoa")
    fence = await live.locks.takeover(session_id, lan)
    await live.sessions.send(session_id, visitor, "c", "chào", fence)
    await live.receipts.move_seen(session_id, "agent", lan, 2, 2)
    await live.receipts.say_typing(session_id, "agent", {"type": "agent", "id": lan, "name": "Lan"}, True, None)
    await live.locks.transfer(session_id, lan, fence, minh)
    await live.locks.release(session_id, minh, await floor.fence(session_id))
    await live.desk.assign_waiting()
    await live.redis.zadd(live.keys.leases, {session_id: 1})
    await live.redis.hset(live.keys.session(session_id), "lease_until", 1)
    live.locks.forbid_expiry(0)
    await live.presence.set_status(lan, "away")
    await live.redis.hset(live.keys.hubs, "dead", '{"at":1}')
    await Sweeper(live).sweep()
    await live.acts.run("lease_take", [live.keys.lease("sweeper")], ["me", 1000])
    await live.locks.takeover(session_id, lan)
    await live.locks.renew(session_id, lan)
    await live.locks.claim(session_id, lan)
    await live.sessions.tag(session_id, lan, ["giá"])
    await live.sessions.close(session_id, "visitor", author=visitor.author)
    await live.sessions.rate(session_id, visitor.author, 5, None)
    await live.sessions.reopen(session_id, lan)
    with contextlib.suppress(ChatError):
        await live.locks.claim(session_id, minh)
    await live.presence.visitor_leaves(visitor_id, session_id)
    await free_strangers(live.redis, live.keys)


async def watch_commands(floor: Floor, lines: list[dict[str, Any]], watching: asyncio.Event) -> None:
    async with floor.live.redis.monitor() as monitor:
        watching.set()
        async for command in monitor.listen():
            lines.append(command)


async def test_acts_touch_only_the_keys_that_they_are_given(floor: Floor) -> None:
    lines: list[dict[str, Any]] = []
    watching = asyncio.Event()
    listening = asyncio.create_task(watch_commands(floor, lines, watching))
    await watching.wait()
    await play(floor)
    await floor.live.redis.echo("the end")
    async with asyncio.timeout(10):
        while not any("the end" in line["command"] for line in lines):
            await asyncio.sleep(0.01)
    await end([listening])
    given: set[str] = set()
    acted, names = set(), {script.sha: name for name, script in SCRIPTS.items()}
    for line in lines:
        words = line["command"].split(" ")
        if line["client_type"] != "lua":
            if words[0].upper() == "EVALSHA":
                given = set(words[3 : 3 + int(words[2])])
                acted.add(names[words[1]])
        elif words[0].upper() not in KEYLESS:
            assert words[1] in given, f"{line['command'][:80]} was not given that key"
    assert set(SCRIPTS) - acted <= {"refresh_rotate", "session_restore", "session_rewind"}
