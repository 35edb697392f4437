import asyncio
import json
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from config.errors import SENTENCES
from tests.contract.line import poll, read_until, visitor_line, visitor_poll
from tests.contract.scene import Scene

REFUSED_WITH_AN_ACK = {
    "not JSON": '2/visitor,1["send",{"client_id"',
    "no array": '2/visitor,1{"send":1}',
    "an empty array": "2/visitor,1[]",
    "no body": "2/visitor,1",
    "a number as the name": "2/visitor,1[5]",
    "a list as the name": '2/visitor,1[["send"],{}]',
    "the reserved connect": '2/visitor,1["connect",{}]',
    "the reserved disconnect": '2/visitor,1["disconnect"]',
    "the reserved connect_error": '2/visitor,1["connect_error",{}]',
    "a lone surrogate": '2/visitor,1["send",{"client_id":"c","text":"\\ud83d"}]',
    "deep nesting": f'2/visitor,1["send",{"[" * 20_000}{"]" * 20_000}]',
    "a deep text": f'2/visitor,1["send",{{"client_id":"c","text":{"[" * 900}1{"]" * 900}}}]',
    "NaN": '2/visitor,1["seen",{"delivered":NaN,"read":1}]',
    "a huge number": f'2/visitor,1["seen",{{"delivered":{"9" * 400},"read":1}}]',
}
CLOSES_THE_SOCKET = {
    "an unknown packet": "49/visitor,",
    "a binary event": '451-/visitor,1["send",{"_placeholder":true,"num":0}]',
    "a binary event of a false count": '459999999-/visitor,["send",{"_placeholder":true,"num":0}]',
    "a binary ack": '461-/visitor,1[{"_placeholder":true,"num":0}]',
    "an empty message": "4",
    "letters": "4hello",
    "JSON that is no frame": '4{"a":1}',
    "an unknown engine packet": "9",
    "a letter as the engine packet": "x",
    "an opening from the client": "0{}",
    "binary in base64": "bAAAA",
    "broken base64": "b!",
}
"""Whole engine packets, after which no ack is possible."""


@pytest.mark.parametrize("why", REFUSED_WITH_AN_ACK)
async def test_a_malformed_event_gets_its_ack_and_the_socket_goes_on(one_scene: Scene, why: str) -> None:
    async with visitor_line(one_scene.house) as line, one_scene.nothing_written():
        await line.send("4" + REFUSED_WITH_AN_ACK[why])
        ack: dict[str, Any] = json.loads((await read_until(line, "43/visitor,1")).removeprefix("43/visitor,1"))[0]
        assert (ack["ok"], ack["error"]["code"]) == (False, "invalid")
        assert ack["error"]["message"] == SENTENCES["invalid"]["vi"]
        await line.send('42/visitor,2["resume",{"after":null}]')
        assert '"ok":true' in await read_until(line, "43/visitor,2")


@pytest.mark.parametrize("why", CLOSES_THE_SOCKET)
async def test_garbage_closes_the_socket_and_leaves_no_ghost(one_scene: Scene, why: str) -> None:
    house = one_scene.house
    async with visitor_line(house) as line, one_scene.nothing_written():
        await line.send(CLOSES_THE_SOCKET[why])
        with pytest.raises(ConnectionClosed):
            await read_until(line, "never")


async def test_a_frame_over_64_kib_closes_the_socket_and_one_below_is_refused_by_its_ack(one_scene: Scene) -> None:
    house = one_scene.house
    async with visitor_line(house) as line, one_scene.nothing_written():
        frame = '42/visitor,1["send",{"client_id":"c","text":"'
        await line.send(frame + "x" * (64 * 1024 - len(frame) - 3) + '"}]')
        assert '"too_large"' in await read_until(line, "43/visitor,1")
        await line.send(frame + "x" * (64 * 1024 - len(frame) - 2) + '"}]')
        with pytest.raises(ConnectionClosed):
            await read_until(line, "43/visitor,1")


async def test_an_event_before_the_connect_or_for_another_namespace_reaches_nothing(one_scene: Scene) -> None:
    async with visitor_line(one_scene.house) as line, one_scene.nothing_written():
        await line.send('42/agent,1["inbox",{}]')
        await line.send('42/visitor,2["resume",{}]')
        assert "43/visitor,2" in await read_until(line, "43/")


async def test_forty_events_in_one_post_are_answered_in_order(one_scene: Scene) -> None:
    async with visitor_poll(one_scene.house) as (http, url):
        packets = [f'42/visitor,{n}["seen",{{"delivered":0,"read":0}}]' for n in range(40)]
        async with http.post(url, data="\x1e".join(packets)) as answer:
            assert answer.status == 200
        acks: list[str] = []
        while len(acks) < 40:
            async with http.get(url) as answer:
                acks += (await answer.text()).split("\x1e")
        assert acks == [f'43/visitor,{n}[{{"ok":true}}]' for n in range(40)]
        async with http.post(url, data="1"):
            pass


BAD_POSTS = {
    **CLOSES_THE_SOCKET,
    "nothing": "",
    "an empty packet": "\x1e",
    "too large": "4" + "x" * (64 * 1024),
    "two thousand packets": "\x1e".join(["3"] * 2000),
    "no UTF-8": b"4\xff\xfe",
    "JSONP without data": "d=",
}


@pytest.mark.parametrize("why", BAD_POSTS)
async def test_a_garbage_post_closes_the_socket_and_leaves_no_ghost(one_scene: Scene, why: str) -> None:
    async with visitor_poll(one_scene.house) as (http, url), one_scene.nothing_written():
        async with http.post(url, data=BAD_POSTS[why]) as answer:
            assert answer.status in (200, 400)
        async with asyncio.timeout(10):
            while (await poll(http, url)) == 200:
                continue
