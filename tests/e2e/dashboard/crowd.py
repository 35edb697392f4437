"""Two thousand open conversations, fifty events a second, from a thread of their own."""

import asyncio
import itertools
import threading
import uuid
from typing import Any

import aiohttp
import socketio

AT_ONCE = 20
TALKERS = 50


class Crowd:
    def __init__(self, url: str, size: int) -> None:
        self.url, self.size = url, size
        self.sent = 0
        self._ready, self._stop = threading.Event(), threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Crowd":
        self._thread.start()
        assert self._ready.wait(90), "the crowd did not come"
        if self._failure:
            raise self._failure
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(30)

    def _run(self) -> None:
        try:
            asyncio.run(self._live())
        except BaseException as failure:
            self._failure = failure
            raise
        finally:
            self._ready.set()

    async def _live(self) -> None:
        async with aiohttp.ClientSession() as http:
            gate = asyncio.Semaphore(AT_ONCE)
            tokens = await asyncio.gather(*(self._open(http, gate, number) for number in range(self.size)))
            talkers = await asyncio.gather(*(self._come(http, token) for token in tokens[:: self.size // TALKERS]))
            self._ready.set()
            await asyncio.gather(*(self._talk(talker, place) for place, talker in enumerate(talkers)))
            await asyncio.gather(*(talker.disconnect() for talker in talkers))

    async def _talk(self, talker: socketio.AsyncClient, place: int) -> None:
        """One message a second, each talker at a moment of its own."""
        await asyncio.sleep(place / TALKERS)
        for number in itertools.count():
            if self._stop.is_set():
                return
            due = asyncio.get_running_loop().time() + 1
            message = {"client_id": str(uuid.uuid4()), "text": f"tin số {number} của khách {place}"}
            answer = await talker.call("send", message, namespace="/visitor", timeout=20)
            assert answer["ok"], answer
            self.sent += 1
            await asyncio.sleep(max(0, due - asyncio.get_running_loop().time()))

    async def _open(self, http: aiohttp.ClientSession, gate: asyncio.Semaphore, number: int) -> str:
        form = {"name": f"Khách số {number}", "phone": f"09{number:08}", "message": "Cho tôi hỏi giá"}
        body: dict[str, Any] = {"form": form, "page": None, "referrer": "", "lang": "vi"}
        async with gate, http.post(f"{self.url}/api/widget/sessions", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return str((await answer.json())["token"])

    async def _come(self, http: aiohttp.ClientSession, token: str) -> socketio.AsyncClient:
        client = socketio.AsyncClient(reconnection=False, http_session=http)
        await client.connect(self.url, namespaces=["/visitor"], auth={"token": token}, transports=["websocket"])
        return client
