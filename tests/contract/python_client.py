"""python-socketio's client behind the common face."""

import asyncio
import contextlib
from collections.abc import Mapping
from socket import SHUT_RDWR
from typing import Any

import aiohttp
import socketio
from socketio.exceptions import ConnectionError as NotConnected
from socketio.exceptions import TimeoutError as NoAck

from tests.contract.clients import PATIENCE_S, TRANSPORTS, Dial, Refused, Socket


class PythonSocket(Socket):
    def __init__(self, client: Any, namespace: str) -> None:
        super().__init__()
        self.client, self.namespace, self.abandoned = client, namespace, ""
        self.opened: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        client.on("connect", self._on_connect, namespace=namespace)
        client.on("connect_error", self._on_refusal, namespace=namespace)
        client.on("disconnect", self._on_disconnect, namespace=namespace)
        client.on("*", self._on_push, namespace=namespace)

    async def _on_connect(self) -> None:
        self.note_state(connected=True)
        if not self.opened.done():
            self.opened.set_result(None)

    async def _on_refusal(self, error: Any = None) -> None:
        if not self.opened.done():
            said = error if isinstance(error, dict) else {}
            self.opened.set_exception(Refused(str(said.get("message", error)), said.get("data")))

    async def _on_disconnect(self, _reason: str) -> None:
        self.note_state(connected=False)

    async def _on_push(self, name: str, payload: Any = None) -> None:
        self.note_push(name, payload)

    async def emit(self, name: str, *args: Any, timeout: float = PATIENCE_S) -> Any:
        try:
            return await self.client.call(name, args, namespace=self.namespace, timeout=timeout)
        except (NoAck, NotConnected) as error:
            raise TimeoutError(str(error)) from None

    async def transport(self) -> str | None:
        return self.client.eio.current_transport if self.client.eio.state == "connected" else None

    async def drop(self) -> None:
        engine = self.client.eio
        if engine.current_transport == "websocket":
            engine.ws.get_extra_info("socket").shutdown(SHUT_RDWR)
        else:
            self.abandoned = f"{engine.base_url}&sid={engine.sid}"
            await engine.http.close()
        await self.until(lambda: not self.connected)

    async def close(self) -> None:
        if self.abandoned:
            # What the hub would find out by itself, 35 s after the last sign of life.
            async with aiohttp.ClientSession() as http, http.post(self.abandoned, data="1"):
                self.abandoned = ""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                await self.client.disconnect()
        # The client leaves its connections open when it was the server that ended them.
        engine = self.client.eio
        if engine.ws is not None:
            await engine.ws.close()
        if engine.http is not None:
            await engine.http.close()


class PythonDial(Dial):
    async def _open(self, url: str, namespace: str, auth: Any, headers: Mapping[str, str]) -> Socket:
        client = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        socket = PythonSocket(client, namespace)
        try:
            async with asyncio.timeout(PATIENCE_S):
                await client.connect(
                    url,
                    headers=dict(headers),
                    auth=auth,
                    transports=TRANSPORTS[self.transport],
                    namespaces=[namespace],
                    wait=False,
                )
                await socket.opened
        except (NotConnected, RuntimeError) as error:
            # RuntimeError: upon a refusal the client may close its connection before it has read the reason.
            if client.eio.http is not None:
                await client.eio.http.close()
            raise Refused(str(error), None) from None
        except BaseException:
            await client.disconnect()
            raise
        finally:
            if socket.opened.done() and not socket.opened.cancelled():
                socket.opened.exception()
        return socket
