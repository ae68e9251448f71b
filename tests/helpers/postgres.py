"""A PostgreSQL of our own for tests, on a free port of the loopback, gone afterwards; skips where none is installed."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

MISSING = "no PostgreSQL here; install one (Debian: apt-get install postgresql) to run this test"


@contextmanager
def running_postgres() -> Iterator[str]:
    """Yields the address of an empty database, as INKLING_DATABASE_URL takes it."""
    pytest.importorskip("psycopg", reason="pip install psycopg[binary] to run this test")
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda path: float(path.parent.name))
    if programs is None:
        pytest.skip(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="inkling-postgres-"))
    account: dict[str, Any] = {}
    if os.getuid() == 0:  # it refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        account = {"user": "postgres", "group": "postgres"}
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    options = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **account}
    subprocess.run([programs / "initdb", "-D", folder / "db", "-U", "inkling", "-A", "trust"], check=True, **options)
    server = subprocess.Popen(
        [programs / "postgres", "-D", folder / "db", "-p", str(port), "-h", "127.0.0.1", "-k", folder], **options
    )
    try:
        for _ in range(100):
            if subprocess.run([programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port)], **options).returncode == 0:
                break
            time.sleep(0.1)
        yield f"postgresql+psycopg://inkling@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)  # "fast": it doesn't wait for whoever is still connected
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)
