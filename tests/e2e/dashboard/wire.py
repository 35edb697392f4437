"""The network between a browser and the hub, which a test can cut or let fall silent."""

import contextlib
import socket
import threading

CHUNK = 65_536


class Wire:
    """Listens on a port of its own and passes everything on to `port`; a real cable has no more to say either."""

    def __init__(self, port: int) -> None:
        self.target = port
        self._through = threading.Event()
        self._through.set()
        self._whole = True
        self._ends: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Every connection ends, new ones end at once."""
        self._whole = False
        self._drop()

    def fall_silent(self) -> None:
        """Nothing passes and nobody is told: what a sleeping laptop or a dead mobile network looks like."""
        self._through.clear()

    def heal(self) -> None:
        self._whole = True
        self._through.set()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._through.set()
        self._drop()

    def _drop(self) -> None:
        for end in list(self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        with near, contextlib.suppress(OSError):
            self._through.wait()
            if not self._whole:
                return
            with socket.create_connection(("127.0.0.1", self.target)) as far:
                self._ends |= {near, far}
                back = threading.Thread(target=self._pass, args=(far, near), daemon=True)
                back.start()
                self._pass(near, far)
                back.join()
                self._ends -= {near, far}

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                self._through.wait()
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
