import asyncio
import json

import aiohttp
from websockets.exceptions import ConnectionClosed

from tests.contract.line import bare_line
from tests.contract.scene import House
from tests.security.conftest import Strangers

REAPED_WITHIN_S = 40
"""15 s to join, one beat of 5 s, and a busy machine."""


async def test_a_transport_that_joins_no_namespace_is_closed(house: House, strangers: Strangers) -> None:
    """Opened when the suite began; by now it has usually been closed long ago."""
    async with asyncio.timeout(REAPED_WITHIN_S):
        assert 14 < await asyncio.shield(strangers.socket) < 300
        async with aiohttp.ClientSession() as http:
            while True:
                async with http.get(strangers.poll) as answer:
                    if answer.status == 400:
                        break


async def test_a_visitor_who_left_the_namespace_but_not_the_line_is_gone_for_everybody(house: House) -> None:
    token, session = await house.open()
    async with bare_line(house) as line:
        await line.send(f"40/visitor,{json.dumps({'token': token})}")
        assert str(await line.recv()).startswith("40/visitor,{")
        await line.send("41/visitor,")
        await line.send('42/visitor,1["send",{"client_id":"c","text":"ma"}]')
        try:
            async with asyncio.timeout(1):
                assert not str(await line.recv()).startswith("43")
        except (TimeoutError, ConnectionClosed):
            pass
    assert [event["kind"] for event in await house.events(session["id"])] == ["opened"]
