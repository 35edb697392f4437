"""The official JavaScript client behind the common face: one Node process plays every socket."""

import asyncio
import itertools
import json
import shutil
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from deploy.local.services import ROOT
from tests.contract.clients import PATIENCE_S, TRANSPORTS, Dial, Refused, Socket

PROGRAM = Path(__file__).with_name("driver.mjs")
LINE_MAX = 8 * 1024 * 1024


class Driver:
    """Commands go in, answers and pushes come out, each as one line of JSON."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.sockets: dict[int, JavaScriptSocket] = {}
        self.numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls) -> Self:
        node = shutil.which("node")
        if node is None:
            raise RuntimeError("no Node on PATH: make install")
        package = str(ROOT / "widget" / "package.json")
        return cls(
            await asyncio.create_subprocess_exec(node, PROGRAM, package, stdin=PIPE, stdout=PIPE, limit=LINE_MAX)
        )

    async def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        await self.process.wait()
        await self._reading

    async def ask(self, command: str, **details: Any) -> Any:
        number = next(self.numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": command, "id": number, **details}).encode() + b"\n")
        await self.process.stdin.drain()
        async with asyncio.timeout(2 * PATIENCE_S):
            return await self._answers[number]

    async def _read(self) -> None:
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            said = json.loads(line)
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said)
            elif (socket := self.sockets.get(said["socket"])) is None:
                continue
            elif "push" in said:
                socket.note_push(said["push"], said.get("payload"))
            else:
                socket.note_state(connected=said["state"] == "connected")


class JavaScriptSocket(Socket):
    def __init__(self, driver: Driver) -> None:
        super().__init__()
        self.driver, self.number = driver, next(driver.numbers)
        driver.sockets[self.number] = self

    async def emit(self, name: str, *args: Any, timeout: float = PATIENCE_S) -> Any:
        details = {"name": name, "args": args, "timeout": timeout * 1000}
        answer = await self.driver.ask("emit", socket=self.number, **details)
        if not answer["ok"]:
            raise TimeoutError("no ack")
        return answer["ack"]

    async def transport(self) -> str | None:
        answer = await self.driver.ask("transport", socket=self.number)
        return str(answer["transport"]) if answer["transport"] else None

    async def drop(self) -> None:
        await self.driver.ask("drop", socket=self.number)

    async def close(self) -> None:
        if self.driver.sockets.pop(self.number, None):
            await self.driver.ask("close", socket=self.number)


class JavaScriptDial(Dial):
    def __init__(self, transport: str, driver: Driver) -> None:
        super().__init__(transport)
        self.driver = driver

    async def _open(self, url: str, namespace: str, auth: Any, headers: Mapping[str, str]) -> Socket:
        socket = JavaScriptSocket(self.driver)
        options = {"transports": TRANSPORTS[self.transport], "auth": auth, "extraHeaders": dict(headers)}
        answer = await self.driver.ask("connect", socket=socket.number, url=url + namespace, options=options)
        if not answer["ok"]:
            await socket.close()
            raise Refused(answer["message"], answer["data"])
        return socket
