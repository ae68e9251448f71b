"""A visitor who draws while a server is attacked: a process of its own, so that only the server makes it wait.

    python -m tests.soak.visitor PORT BARE FILE

Until it is ended it asks POST /predict ten times a second, as the page does after each piece of a stroke, POST /predict
with a large body once a second, and GET /readyz once a second; and ten times a second it asks the server at the port
BARE, which only hands out a file, to tell what waiting is the machine's doing. Each answer becomes a JSON line of FILE.
"""

import http.client
import json
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from tests.benchmarks.servers import SEVEN

ADDRESS = "127.0.0.9"  # not the attackers'
TIMEOUT = 30
NEW_CONNECTION_EVERY = 10  # requests
DRAWING = json.dumps({"strokes": SEVEN, "include": ["image"]}).encode()
LARGE = json.dumps({"instances": [{"strokes": SEVEN}] * 2}).encode() + b" " * 300_000


@dataclass(frozen=True)
class Seen:
    """One request of the visitor's; `began` is by the machine's monotonic clock, a status of 0 is no answer."""

    what: str
    began: float
    seconds: float
    status: int
    version: str | None


class Visitor:
    """Asks one thing at a fixed pace."""

    def __init__(self, port: int, what: str, pace: float, request: tuple[str, str, bytes | None]) -> None:
        self._port, self._what, self._pace, self._request = port, what, pace, request
        self._connection: http.client.HTTPConnection | None = None

    def stay(self, file: TextIO) -> None:
        """Asks for ever."""
        due, count = time.monotonic(), 0
        while True:
            if count % NEW_CONNECTION_EVERY == 0:
                self._hang_up()
            line = json.dumps(asdict(self._ask()))
            file.write(line + "\n")
            file.flush()
            count += 1
            due = max(due + self._pace, time.monotonic())
            time.sleep(max(0.0, due - time.monotonic()))

    def _ask(self) -> Seen:
        method, path, body = self._request
        began, status, version = time.monotonic(), 0, None
        for _ in range(2):  # a connection that the server has closed in the meantime is opened again, as browsers do
            reused = self._connection is not None
            try:
                connection = self._connected()
                connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
                answer = connection.getresponse()
                content, status = answer.read(), answer.status
                version = json.loads(content).get("model_version") if status == 200 else None
                break
            except (OSError, http.client.HTTPException):
                self._hang_up()
                if not reused:
                    break
        return Seen(self._what, began, time.monotonic() - began, status, version)

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self._port, timeout=TIMEOUT, source_address=(ADDRESS, 0)
            )
        return self._connection

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def main(port: int, bare: int, path: Path) -> None:
    """Draws, sends large bodies, asks whether the server is ready and gets the file, each in a thread."""
    with path.open("a") as file:
        visitors = [
            Visitor(port, "draw", 0.1, ("POST", "/predict", DRAWING)),
            Visitor(port, "large", 1.0, ("POST", "/predict", LARGE)),
            Visitor(port, "ready", 1.0, ("GET", "/readyz", None)),
            Visitor(bare, "bare", 0.1, ("GET", "/weights/champion.json", None)),
        ]
        threads = [threading.Thread(target=visitor.stay, args=(file,), daemon=True) for visitor in visitors]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
