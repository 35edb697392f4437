"""The load generator, a Node process that is told line by line what to do."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from os import getpid
from pathlib import Path
from typing import Any, Self

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
        return self

    def __exit__(self, *_: object) -> None:
        assert self._child.stdin and self._child.stdout
        self._child.stdin.close()
        self._child.stdout.read()
        self._child.stdout.close()
        self._child.wait(30)

    @property
    def pid(self) -> int:
        return self._child.pid

    def do(self, command: str, **details: Any) -> Any:
        assert self._child.stdin and self._child.stdout
        self._child.stdin.write(json.dumps({"do": command, **details}).encode() + b"\n")
        self._child.stdin.flush()
        answer = json.loads(self._child.stdout.readline() or b'{"ok": false, "error": "the load has ended"}')
        if not answer.pop("ok"):
            raise LoadError(f"{command}: {answer['error']}")
        return answer

    def join(self, visitors: Sequence[Person] = (), agents: Sequence[Person] = (), readers: int = 0) -> None:
        """`readers`: how many deliveries to agents one message causes."""
        people = {"visitors": [asdict(one) for one in visitors], "agents": [asdict(one) for one in agents]}
        self.do("join", **people, readers=readers)

    def settle(self) -> Any:
        """Stops writing; raises LoadError unless every message was acknowledged and has reached every reader."""
        end = self.do("settle")
        if end["refused"] or end["closed"] or any(end["missing"].values()):
            raise LoadError(f"not everything came: {end}")
        return end
