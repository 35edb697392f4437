"""The load generator, a Node process that is told line by line what to do."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from os import getpid
from pathlib import Path
from typing import IO, Any, Self, cast

from deploy.local.process import TETHER

PROGRAM = Path(__file__).with_name("load") / "main.js"


class LoadError(Exception):
    """The load could not be put on, or not all of it came back."""


@dataclass(frozen=True)
class Person:
    """Somebody with a socket; `calls` are made once it is connected."""

    url: str
    namespace: str
    auth: dict[str, Any]
    calls: Sequence[tuple[str, dict[str, Any]]] = field(default=())


class Crowd:
    """Visitors and agents on sockets of one process, which ends with this block."""

    def __enter__(self) -> Self:
        node = shutil.which("node")
        if node is None:
            raise LoadError("no Node on PATH: make install")
        command = [sys.executable, "-I", "-S", str(TETHER), str(getpid()), node, str(PROGRAM)]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._commands = cast(IO[bytes], self._child.stdin)
        self._answers = cast(IO[bytes], self._child.stdout)
        return self

    def __exit__(self, *_: object) -> None:
        self._commands.close()
        self._answers.read()
        self._answers.close()
        self._child.wait(30)

    @property
    def pid(self) -> int:
        return self._child.pid

    def do(self, command: str, **details: Any) -> Any:
        self._commands.write(json.dumps({"do": command, **details}).encode() + b"\n")
        self._commands.flush()
        answer = json.loads(self._answers.readline() or b'{"ok": false, "error": "the load has ended"}')
        if not answer.pop("ok"):
            raise LoadError(f"{command}: {answer['error']}")
        return answer

    def join(self, visitors: Sequence[Person] = (), agents: Sequence[Person] = (), readers: int = 0) -> None:
        """`readers`: how many deliveries to agents one message causes."""
        people = {"visitors": [asdict(one) for one in visitors], "agents": [asdict(one) for one in agents]}
        self.do("join", **people, readers=readers)

    def settle(self) -> float:
        """Stops writing and waits; what was refused, and acknowledgements and deliveries that have not come by then."""
        end = self.do("settle")
        if end["refused"]:
            print(f"  {end['refused']} messages were refused, the first with {end['refusal']}", flush=True)
        return float(end["refused"] + sum(end["missing"].values()))
