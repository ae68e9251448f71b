"""`python -m app` serves Inkling."""

import os
import socket
import sys

import uvicorn
from pydantic import ValidationError

from .settings import Settings
from .tokens import new_token

GRACE_SECONDS = 10  # for open event streams, which would never end by themselves


def main() -> int:
    """Reads the settings, prints where to look, and serves until it is stopped."""
    # With more than one BLAS thread, small products spin against each other and take a hundred times longer.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        settings = Settings()
    except ValidationError as error:
        for complaint in error.errors():
            print(f"error: INKLING_{'_'.join(map(str, complaint['loc'])).upper()}: {complaint['msg']}", file=sys.stderr)
        return 2
    if not _is_free(settings.host, settings.port):
        print(f"error: port {settings.port} of {settings.host} can't be used; set INKLING_PORT.", file=sys.stderr)
        return 2
    address = f"http://{settings.host}:{settings.port}"
    print(f"Inkling is at {address}", flush=True)
    if settings.admin_token is None:
        token = new_token()
        os.environ["INKLING_ADMIN_TOKEN"] = token  # all worker processes need the same one
        # After "#" a browser keeps the token to itself: it reaches neither the server's log nor a proxy's.
        print(f"Admin page    {address}/admin#token={token}", flush=True)
        print(f"Admin token   {token}  (for this run; set INKLING_ADMIN_TOKEN to choose one)", flush=True)
    else:
        print(f"Admin page    {address}/admin  (with the token in INKLING_ADMIN_TOKEN)", flush=True)
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return 0


def _is_free(host: str, port: int) -> bool:
    """Whether the address can be listened on: better asked before it is printed than after."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
