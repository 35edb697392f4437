import asyncio
import contextlib
import json
import random
from collections import deque
from collections.abc import Iterator

import aiohttp
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.contract.line import QUERY, agent_line, bare_line, bare_poll, read_until, visitor_line, visitor_poll
from tests.contract.scene import AGENT, VISITOR, House, Scene

FRAME_MAX = 64 * 1024
RESERVED = ["connect", "disconnect", "connect_error", "__x__", "__init__", "__class__", "constructor", "*", "error"]
SEED = 20_261_121
CORPUS = 1_000


@pytest.mark.parametrize("name", RESERVED)
async def test_an_event_with_a_reserved_name_runs_nothing(house: House, name: str) -> None:
    """Without a client: the official ones refuse to send most of these names."""
    async with visitor_line(house) as visitor, agent_line(house, "hoa") as agent:
        before = await house.written()
        for line, space in ((visitor, VISITOR), (agent, AGENT)):
            await line.send(f'42{space},1["{name}",{{"token":"x"}},"client namespace disconnect"]')
            assert '"invalid"' in await read_until(line, f"43{space},1")
            await line.send(f'42{space},2["{"inbox" if space == AGENT else "resume"}",{{}}]')
            assert '"ok":true' in await read_until(line, f"43{space},2")
        assert await house.written() == before


BINARY = ['459999999999-/visitor,["send",{"_placeholder":true,"num":0}]', "4516-[]", "461-[]"]


@pytest.mark.parametrize("packet", BINARY)
async def test_binary_with_a_false_count_ends_the_socket_before_an_attachment_is_kept(
    house: House, packet: str
) -> None:
    async with visitor_line(house) as line:
        await line.send(packet)
        await ends(line)


async def test_bytes_end_the_socket(house: House) -> None:
    async with visitor_line(house) as line:
        await line.send(b"\x04" * 60_000)
        await ends(line)


async def ends(line: ClientConnection) -> None:
    """It is closed from the other side, whatever it may still tell before."""
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(10):
            async for _ in line:
                continue


async def test_64_kib_and_one_byte_is_too_much_before_and_after_joining(house: House) -> None:
    for open_line in (bare_line, visitor_line):
        async with open_line(house) as line:
            await line.send("4" + "x" * FRAME_MAX)
            await ends(line)
    async with aiohttp.ClientSession() as http:
        url = await bare_poll(http, house)
        async with http.post(url, data="4" + "x" * FRAME_MAX) as answer:
            assert answer.status == 400
        async with http.post(f"{house.hubs[0].url}/api/widget/sessions", data=b" " * (256 * 1024 + 1)) as answer:
            assert answer.status == 413


async def test_a_body_without_an_end_is_not_collected(house: House) -> None:
    """A POST that announces no length and goes on and on."""
    sent = 0

    async def pour() -> "asyncio.AsyncIterator[bytes]":  # type: ignore[name-defined]
        nonlocal sent
        for _ in range(64):
            sent += 65_536
            yield b"4" * 65_536

    async with aiohttp.ClientSession() as http:
        url = await bare_poll(http, house)
        for path in (url, f"{house.hubs[0].url}/api/widget/sessions"):
            try:
                async with http.post(path, data=pour()) as answer:
                    assert answer.status in (400, 413)
            except aiohttp.ClientError:
                assert sent > 0


async def test_seventeen_packets_in_a_post_are_answered_one_by_one_without_a_trace(house: House) -> None:
    async with visitor_poll(house) as (http, url):
        packets = [f'42/visitor,{n}["seen",{{"delivered":0,"read":0}}]' for n in range(17)]
        async with http.post(url, data="\x1e".join(packets)) as answer:
            assert answer.status == 200
        acks: list[str] = []
        while len(acks) < 17:
            async with http.get(url) as answer:
                acks += (await answer.text()).split("\x1e")
        assert acks == [f'43/visitor,{n}[{{"ok":true}}]' for n in range(17)]
        async with http.post(url, data="1"):
            pass


async def test_compression_is_not_offered_to_whoever_asks_for_it(house: House) -> None:
    url = f"{house.hubs[0].url.replace('http', 'ws')}{QUERY}websocket"
    async with connect(url, compression="deflate") as line:
        assert line.response is not None
        assert "permessage-deflate" in line.request.headers["Sec-WebSocket-Extensions"]  # type: ignore[union-attr]
        assert "Sec-WebSocket-Extensions" not in line.response.headers


async def test_whoever_is_in_can_not_come_in_once_more(house: House) -> None:
    token, _ = await house.open()
    async with visitor_line(house, token) as line:
        await line.send(f"40/visitor,{json.dumps({'token': token})}")
        await ends(line)


async def test_joining_twice_at_once_leaves_nobody_behind(house: House) -> None:
    token, _ = await house.open()
    async with bare_line(house) as line:
        for _ in range(3):
            await line.send(f"40/visitor,{json.dumps({'token': token})}")
        await ends(line)


async def test_nothing_is_told_to_a_socket_that_has_not_come_in(scene: Scene) -> None:
    """Conversations change while some lines have not asked, some are being refused and some have just been let in."""
    house = scene.house
    async with bare_line(house) as waiting, bare_line(house) as refused, bare_line(house) as joining:
        agent = await scene.staff("hoa")
        await agent.do("inbox")
        await refused.send('40/agent,{"token":"x"}')
        await joining.send(f"40/agent,{json.dumps({'token': house.tokens['tuan']})}")
        guest = await scene.guest()
        fence = (await agent.do("claim", session_id=guest.session_id))["fence"]
        await agent.do("watch", session_id=guest.session_id, after=0)
        for number in range(5):
            await guest.say(f"tin {number}")
        await agent.say(guest.session_id, fence, "vâng")
        await agent.expect("event", text="vâng")
        await agent.expect("session", id=guest.session_id)
        for line, expected in ((waiting, ["44/agent,"]), (refused, ["44/agent,", "44/agent,"])):
            await line.send('40/agent,{"token":"again"}')
            frames = [str(await line.recv()) for _ in expected]
            assert [frame[:9] for frame in frames] == expected
        await joining.send('42/agent,1["unwatch",{"session_id":"x"}]')
        frames = [str(await joining.recv()) for _ in range(2)]
        assert [frame[:9] for frame in frames] == ["40/agent,", "43/agent,"]


SEEDS = [
    '42/visitor,1["send",{"client_id":"c","text":"xin chào"}]',
    '42/visitor,7["resume",{"after":null}]',
    '42/visitor,["seen",{"delivered":1,"read":1}]',
    '42/visitor,3["typing",{"on":true,"text":"đang"}]',
    '42/visitor,4["page",{"url":"https://good.com/","title":"Áo"}]',
    '42/visitor,5["rate",{"score":5,"comment":null}]',
    '40/visitor,{"token":"x"}',
    "41/visitor,",
    '43/visitor,1[{"ok":true}]',
    '451-/visitor,["send",{"_placeholder":true,"num":0}]',
    "2probe",
    "3",
    "5",
    "6",
    "1",
    "bAAAA",
]
ODD = ["\x00", "\ud7ff", "\u202e", "\x1e", '"', "[", "]", "{", "}", ",", "-", "\\u0000", "\\ud800", "9" * 30, "1e999"]


def malform(chance: random.Random) -> str:
    """A frame that begins as a real one and is cut, doubled, mixed with another one or strewn with odd letters."""
    frame = chance.choice(SEEDS)
    for _ in range(chance.randint(1, 4)):
        at, end = sorted((chance.randint(0, len(frame)), chance.randint(0, len(frame))))
        other = chance.choice(SEEDS)
        frame = chance.choice(
            [
                frame[:at],
                frame[:at] + frame[end:],
                frame[:at] + frame[at:end] * 3 + frame[end:],
                frame[:at] + other[chance.randint(0, len(other)) :],
                frame[:at] + chance.choice(ODD) + frame[at:],
                chr(chance.randint(32, 0x2FFF)) + frame,
                frame[:at] + "[" * 300 + frame[at:],
            ]
        )
    return frame


def corpus() -> Iterator[str]:
    chance = random.Random(SEED)
    return (malform(chance) for _ in range(CORPUS))


LINE_MAX = 100
"""Frames over one line at the most: many more in a second would be a flood."""


async def survives(line: ClientConnection, frame: str) -> bool:
    """Whether the line is still open after the frame has been looked at."""
    try:
        await line.send(frame.encode("utf-8", "replace").decode())
        await line.send("40/nowhere,{}")
        await read_until(line, "44/nowhere,")
    except ConnectionClosed:
        return False
    return True


async def feed(house: House, token: str, frames: "deque[str]") -> int:
    """Each frame is looked at before the next one, over a new line whenever one was closed; how often that was."""
    closed = 0
    while frames:
        async with visitor_line(house, token) as line:
            for _ in range(LINE_MAX):
                if frames and not await survives(line, frames.popleft()):
                    closed += 1
                    break
    return closed


async def test_a_thousand_malformed_frames_harm_neither_the_hub_nor_anybody_else(scene: Scene) -> None:
    bystander = await scene.guest()
    token, _ = await scene.house.open()
    frames = deque(corpus())
    feeding = [asyncio.create_task(feed(scene.house, token, frames)) for _ in range(6)]
    while frames:
        await bystander.do("seen", delivered=0, read=0)
        await asyncio.sleep(0.05)
    closed = sum(await asyncio.gather(*feeding))
    assert 100 < closed < CORPUS, "the corpus has both kinds: what ends a socket and what is refused or answered"
    assert (await bystander.say("vẫn ở đây"))["seq"] == 2


async def test_malformed_frames_are_the_same_at_every_run() -> None:
    assert list(corpus()) == list(corpus())
    assert len(set(corpus())) > CORPUS * 0.8
