"""`python -m app` serves Inkling."""

import os
import socket
import sys
from tempfile import TemporaryDirectory

import uvicorn
from pydantic import ValidationError

from model.threads import BLAS_THREADS

from .auth.tokens import new_token
from .server.logging_config import log_config
from .settings import Settings

MULTIPLE = "PROMETHEUS_MULTIPROC_DIR"  # must be set before prometheus_client is imported
GRACE_SECONDS = 30  # for requests in progress; event streams end at once (server/shutdown.py)


def main() -> int:
    """Reads the settings, prints the addresses, and serves until it is stopped."""
    for name in BLAS_THREADS:  # a request's products are small
        os.environ.setdefault(name, "1")
    try:
        settings = Settings()
    except ValidationError as error:
        for detail in error.errors():
            print(f"error: INKLING_{'_'.join(map(str, detail['loc'])).upper()}: {detail['msg']}", file=sys.stderr)
        return 2
    if not _is_free(settings.host, settings.port):
        print(f"error: port {settings.port} of {settings.host} can't be used; set INKLING_PORT.", file=sys.stderr)
        return 2
    address = f"http://{settings.host}:{settings.port}"
    print(f"Inkling is at {address}", flush=True)
    if settings.admin_token is None:
        token = new_token()
        os.environ["INKLING_ADMIN_TOKEN"] = token  # all worker processes need the same one
        # A browser doesn't send what follows "#", so the token reaches neither the server's log nor a proxy's.
        print(f"Admin page    {address}/admin#token={token}", flush=True)
        print(f"Admin token   {token}  (for this run; set INKLING_ADMIN_TOKEN to choose one)", flush=True)
    else:
        print(f"Admin page    {address}/admin  (with the token in INKLING_ADMIN_TOKEN)", flush=True)
    with TemporaryDirectory(prefix="inkling-metrics-") as folder:
        if settings.workers > 1:  # the processes share their metrics through files
            os.environ[MULTIPLE] = folder
        _serve(settings)
    return 0


def _serve(settings: Settings) -> None:
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        http="app.server.http_protocol:TimeoutHttpProtocol",
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        access_log=False,
        log_config=log_config(settings.log_level),
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _is_free(host: str, port: int) -> bool:
    """Whether the address can be listened on; checked before it is printed."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
