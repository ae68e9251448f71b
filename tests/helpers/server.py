"""A real server for tests: uvicorn in a thread, on a free port of the loopback."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import httpx
import uvicorn
from pydantic import SecretStr

from app.main import create_app
from app.server.http_protocol import TimeoutHttpProtocol
from app.settings import Settings
from app.training.time_estimate import TrainingEstimates

START_SECONDS = 120  # on a machine that has much else to do
TOKEN = SecretStr("of-a-server-that-nobody-administers")
_routes = threading.Lock()
"""FastAPI makes validators of all routes at the first request, which the threads of one process must not do at once."""


_measured_speed = cache(TrainingEstimates._measure)
TrainingEstimates._measure = lambda _: _measured_speed(None)  # type: ignore[method-assign,arg-type]
"""Every server of a test process is on the same machine, whose speed takes seconds to measure."""


@contextmanager
def running_server(settings: Settings, grace: int = 1) -> Iterator[str]:
    """Serves an application with these settings and yields its address; stopped, it has `grace` seconds to answer."""
    config = uvicorn.Config(
        create_app(settings if settings.admin_token else settings.model_copy(update={"admin_token": TOKEN})),
        http=TimeoutHttpProtocol,
        host="127.0.0.1",
        port=0,
        log_level="error",
        timeout_graceful_shutdown=grace,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + START_SECONDS
        while not server.started:
            assert thread.is_alive() and time.monotonic() < deadline, "the server did not start"
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        with _routes:
            httpx.get(f"{address}/no-such-page", timeout=START_SECONDS)
        yield address
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)


@contextmanager
def server_at(url: str | None) -> Iterator[str]:
    """`url` itself if there is one, else a server with the settings of the environment."""
    if url:
        yield url
    else:
        with running_server(Settings()) as address:
            yield address
