"""`python -m app` serves Inkling."""

import gc
import signal

if __name__ in {"__main__", "__mp_main__"}:  # here and in uvicorn's workers, while the rest is being imported
    gc.disable()  # until the server is ready: what is imported stays
    interrupt = signal.getsignal(signal.SIGINT)
    if interrupt is signal.default_int_handler:  # Ctrl-C ends the process without a traceback
        signal.signal(signal.SIGINT, signal.SIG_DFL)

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import socket
from tempfile import TemporaryDirectory

import uvicorn
from uvicorn.config import STARTUP_FAILURE

from model.checkpoints.versions import versions
from model.project import add_shipped_versions
from model.threads import BLAS_THREADS

from .auth.tokens import new_token
from .server.listening import lengthen_queues, listen, url_of
from .server.logging_config import log_config
from .server.open_files import accept_backlog, allowed_files, max_streams
from .server.workers import Workers
from .settings import Settings, SettingsError, load_settings

MULTIPLE = "PROMETHEUS_MULTIPROC_DIR"  # must be set before prometheus_client is imported
SHARED = ("app.main", "app.routes.routers", "app.server.http_protocol")  # by several workers
GRACE_SECONDS = 30  # for requests in progress; event streams end at once (server/shutdown.py)


def main() -> int:
    """Reads the settings, prints the addresses, and serves until it is stopped."""
    for name in BLAS_THREADS:  # a request's products are small
        os.environ.setdefault(name, "1")
    try:
        settings = load_settings()
        _add_shipped_versions(settings)
        listening = _listen(settings)
        with listening, _shared_metrics(settings.workers):
            _print_addresses(settings, url_of(listening, settings.host) + (settings.root_path or ""))
            return _serve(settings, listening)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _add_shipped_versions(settings: Settings) -> None:
    try:
        add_shipped_versions(settings.weights_dir)
    except OSError as error:
        raise SettingsError(
            f"error: INKLING_WEIGHTS_DIR: {error.filename} can't be written ({error.strerror})."
        ) from None


def _listen(settings: Settings) -> socket:
    """Takes the address. Raises SettingsError when it can't be had."""
    host, port = settings.host, settings.port
    try:
        return listen(host, port)
    except (OSError, UnicodeError) as error:
        number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        raise SettingsError(f"error: INKLING_PORT: port {port} of {host} is taken; choose another one, or 0 for any.")
    if number in {errno.EACCES, errno.EPERM}:
        raise SettingsError(f"error: INKLING_PORT: port {port} may only be used by root; choose one from 1024 on.")
    raise SettingsError(f"error: INKLING_HOST: {host} is not an address of this machine.")


def _print_addresses(settings: Settings, address: str) -> None:
    print(f"Inkling is at {address}", flush=True)
    if settings.admin_token is None:
        token = new_token()
        os.environ["INKLING_ADMIN_TOKEN"] = token  # all worker processes need the same one
        # A browser doesn't send what follows "#", so the token reaches neither the server's log nor a proxy's.
        print(f"Admin page    {address}/admin#token={token}", flush=True)
        print(f"Admin token   {token}  (for this run; set INKLING_ADMIN_TOKEN to choose one)", flush=True)
    else:
        print(f"Admin page    {address}/admin  (with the token in INKLING_ADMIN_TOKEN)", flush=True)
    if settings.max_streams > max_streams():
        print(f"note: at most {max_streams()} event streams, since `ulimit -n` is {allowed_files()}.", file=sys.stderr)
    if not versions(settings.weights_dir):
        note = f"note: INKLING_WEIGHTS_DIR: {settings.weights_dir} holds no network, so nothing can be predicted"
        print(f"{note} until you train one.", file=sys.stderr)


@contextmanager
def _shared_metrics(workers: int) -> Iterator[None]:
    """Several processes share their metrics through files in a temporary folder. Raises SettingsError without one."""
    os.environ.pop(MULTIPLE, None)
    if workers == 1:
        yield
        return
    try:
        folder = TemporaryDirectory(prefix="inkling-metrics-")
    except OSError:
        raise SettingsError(
            "error: INKLING_WORKERS: several processes need a temporary folder that can be written; set TMPDIR."
        ) from None
    with folder as name:
        os.environ[MULTIPLE] = name
        yield


class _Server(uvicorn.Server):
    """uvicorn's server, with a longer queue of connections."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Starts to listen."""
        await super().startup(sockets)
        lengthen_queues(sockets or [])


def _serve(settings: Settings, listening: socket) -> int:
    config = uvicorn.Config(
        "app.main:create_app",
        factory=True,
        http="app.server.http_protocol:TimeoutHttpProtocol",
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        access_log=False,
        log_config=log_config(settings.log_level),
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=accept_backlog(),
        # X-Forwarded-For is believed of nobody but the proxies named here, not even of this machine.
        forwarded_allow_ips=os.environ.get("FORWARDED_ALLOW_IPS", ""),
    )
    if settings.workers > 1:
        supervisor = Workers(config, [listening], SHARED)
        supervisor.run()
        failed = any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes)
        return STARTUP_FAILURE if failed else 0
    with suppress(KeyboardInterrupt):  # which uvicorn raises again, after it has stopped
        _Server(config).run([listening])
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, interrupt)
    sys.exit(main())
