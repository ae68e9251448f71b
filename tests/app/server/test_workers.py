"""Several server processes behind one address."""

import signal
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests.app.conftest import TOKEN
from tests.app.test_serving import serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are forks on Linux alone")


def test_workers_share_what_is_imported_and_one_that_is_killed_is_replaced(
    tmp_path: Path, shipped_weights: Path
) -> None:
    with serving(tmp_path, shipped_weights, INKLING_WORKERS="2", INKLING_ADMIN_TOKEN=TOKEN) as (process, address):
        watching = psutil.Process(process.pid)
        first, second = watching.children()
        for worker in (first, second):
            memory = worker.memory_full_info()
            assert memory.uss < memory.rss / 2  # on its own it would be three quarters

        first.send_signal(signal.SIGKILL)
        for _ in range(200):
            if len(watching.children()) == 2 and first not in watching.children():
                break
            time.sleep(0.1)
        (replacement,) = set(watching.children()) - {second}
        answers = [httpx.get(f"{address}/readyz", timeout=20).status_code for _ in range(20)]
        assert answers == [200] * 20
        replacement.send_signal(signal.SIGTERM)
        replacement.wait(20)
