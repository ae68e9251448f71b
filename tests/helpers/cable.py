"""A cable between a browser and a server that a test can pull out and put back."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Cable:
    """Forwards a port of its own to a server's, as long as it is plugged in."""

    def __init__(self, server: str) -> None:
        self._target = (urlsplit(server).hostname or "", urlsplit(server).port or 0)
        self._port = 0
        self._listener: socket.socket | None = None
        self._lines: list[socket.socket] = []
        self.plug()

    @property
    def address(self) -> str:
        """Where the browser finds the server; the same after the cable was pulled and put back."""
        return f"http://127.0.0.1:{self._port}"

    def plug(self) -> None:
        """Lets connections through."""
        self._listener = listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def pull(self) -> None:
        """Breaks all connections, and refuses new ones."""
        for line in [self._listener, *self._lines]:
            if line is not None:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
                line.close()
        self._listener, self._lines = None, []

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self._target)
                self._lines += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=_forward, args=(source, sink), daemon=True).start()


def _forward(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@contextmanager
def cable_to(server: str) -> Iterator[Cable]:
    """A cable that is pulled out for good at the end."""
    cable = Cable(server)
    try:
        yield cable
    finally:
        cable.pull()
