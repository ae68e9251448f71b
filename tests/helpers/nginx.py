"""A real nginx, in front of servers of ours."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

POOLS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def running_nginx(folder: Path, site: str, asked: str) -> Iterator[None]:
    """nginx with these blocks within `http {}`, once the address `asked` is answered."""
    pools = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in POOLS)
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"daemon off; {user} worker_processes 1; pid {folder}/pid; error_log stderr crit;\n"
        f"events {{}}\nhttp {{ access_log off; {pools}\n{site} }}\n"
    )
    with subprocess.Popen(["nginx", "-c", folder / "nginx.conf", "-e", "stderr"]) as proxy:
        try:
            with httpx.Client(transport=httpx.HTTPTransport(retries=10)) as client:
                client.get(asked).raise_for_status()
            yield
        finally:
            proxy.terminate()
