"""Transports without any client library of Socket.IO, to send what no client would."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping

import aiohttp
from websockets.asyncio.client import ClientConnection, connect

from tests.contract.scene import House

QUERY = "/socket.io/?EIO=4&transport="


@contextlib.asynccontextmanager
async def bare_line(
    house: House, hub: int = 0, headers: Mapping[str, str] | None = None
) -> AsyncIterator[ClientConnection]:
    """A WebSocket that is open and has joined no namespace."""
    url = f"{house.hubs[hub].url.replace('http', 'ws')}{QUERY}websocket"
    async with connect(url, additional_headers=headers) as line:
        assert str(await line.recv()).startswith("0{")
        yield line


@contextlib.asynccontextmanager
async def visitor_line(house: House, token: str | None = None) -> AsyncIterator[ClientConnection]:
    """A WebSocket that has joined as a visitor: a new one, or the one of the token."""
    token = token or (await house.open())[0]
    async with bare_line(house) as line:
        await line.send(f"40/visitor,{json.dumps({'token': token})}")
        assert str(await line.recv()).startswith("40/visitor,{")
        yield line


@contextlib.asynccontextmanager
async def agent_line(house: House, name: str) -> AsyncIterator[ClientConnection]:
    """A WebSocket that has joined as one of the accounts."""
    async with bare_line(house) as line:
        await line.send(f"40/agent,{json.dumps({'token': house.tokens[name]})}")
        assert str(await line.recv()).startswith("40/agent,{")
        yield line


async def read_until(line: ClientConnection, start: str) -> str:
    async with asyncio.timeout(10):
        while not (frame := str(await line.recv())).startswith(start):
            continue
        return frame


async def bare_poll(http: aiohttp.ClientSession, house: House) -> str:
    """The address of a polling transport that has joined no namespace."""
    url = f"{house.hubs[0].url}{QUERY}polling"
    async with http.get(url) as answer:
        return url + f"&sid={json.loads((await answer.text())[1:])['sid']}"


@contextlib.asynccontextmanager
async def visitor_poll(house: House) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    """The address of a polling transport that has joined as a visitor."""
    token, _ = await house.open()
    async with aiohttp.ClientSession() as http:
        url = await bare_poll(http, house)
        async with http.post(url, data=f"40/visitor,{json.dumps({'token': token})}") as answer:
            assert answer.status == 200
        async with http.get(url) as answer:
            assert (await answer.text()).startswith("40/visitor,{")
        yield http, url


async def poll(http: aiohttp.ClientSession, url: str) -> int:
    async with http.get(url) as answer:
        return answer.status
