"""The contract suite's public clients, each over each transport, in a conversation that a failover may not break."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.contract.clients import TRANSPORTS, Dial, Socket
from tests.contract.javascript_client import Driver, JavaScriptDial
from tests.contract.python_client import PythonDial
from tests.failover.cluster import PATIENCE_S, Cluster

PAUSE_S = 0.4


@dataclass
class Talk:
    """What one client said, by the seq that was acknowledged, and what it reads in the end."""

    name: str
    said: dict[int, str] = field(default_factory=dict)
    read: dict[int, str] = field(default_factory=dict)

    @property
    def problems(self) -> list[str]:
        if self.said and self.said.items() == self.read.items():
            return []
        return [f"{self.name} said {self.said} and reads {self.read}"]


async def talk(house: Cluster, dial: Dial, name: str, over: asyncio.Event) -> Talk:
    """Sends one message after the other, again under its client_id while there is no good answer."""
    url = house.hubs[1].url
    opened = await house.open(name, url)
    socket = await dial.connect(url, "/visitor", {"token": opened["token"]})
    talk = Talk(name)
    while not over.is_set():
        text = f"{name}: tin {len(talk.said) + 1}"
        ack = await insist(socket, "send", {"client_id": text, "text": text})
        talk.said[ack["seq"]] = text
        await asyncio.sleep(PAUSE_S)
    resumed = await insist(socket, "resume", {"after": 0})
    mine = (
        event for event in resumed["events"] if event["kind"] == "message" and event["client_id"] in talk.said.values()
    )
    talk.read = {event["seq"]: event["text"] for event in mine}
    await dial.close()
    return talk


async def insist(socket: Socket, name: str, payload: dict[str, Any]) -> Any:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                ack = await socket.emit(name, payload, timeout=5)
            except TimeoutError:
                continue
            if ack["ok"]:
                return ack
            assert ack["error"]["retry"] is not None, ack
            await asyncio.sleep(ack["error"]["retry"] / 1000)


def dials(driver: Driver) -> dict[str, Dial]:
    every: dict[str, Dial] = {}
    for transport in TRANSPORTS:
        every[f"python-{transport}"] = PythonDial(transport)
        every[f"javascript-{transport}"] = JavaScriptDial(transport, driver)
    return every


class Talks:
    """All of them at once, until `end`."""

    def __init__(self, house: Cluster, driver: Driver) -> None:
        self.over = asyncio.Event()
        self.tasks = [asyncio.create_task(talk(house, dial, name, self.over)) for name, dial in dials(driver).items()]

    async def end(self) -> list[str]:
        """What is wrong with any of them."""
        self.over.set()
        return [problem for done in await asyncio.gather(*self.tasks) for problem in done.problems]
