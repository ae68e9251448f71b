"""How long does the contact sheet of 1,000 corrections take, from the request to the last byte?

    python -m tests.benchmarks.corrections

Prints the median and the worst of 20 requests to a real server on this machine, with 5,000 drawings in its inbox.
"""

import json
import statistics
import tempfile
import time
from pathlib import Path

import httpx
import numpy as np

from app.settings import ROOT
from tests.app.conftest import BEARER, make_settings
from tests.helpers.server import running_server

DRAWINGS, SHEET, ROUNDS = 5000, 1000, 20


def main() -> None:
    """Fills an inbox and asks for its first page."""
    rng = np.random.default_rng(1)
    lines = [
        json.dumps({"label": number % 10, "strokes": [rng.integers(0, 300, (30, 2)).tolist()]})
        for number in range(DRAWINGS)
    ]
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(make_settings(Path(folder), ROOT / "weights")) as address,
        httpx.Client(base_url=address, headers=BEARER, timeout=60) as admin,
    ):
        told = admin.post("/admin/corrections/import", content="\n".join(lines)).json()
        assert told["added"] == DRAWINGS
        spent = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            answer = admin.get("/admin/corrections", params={"limit": SHEET})
            spent.append(time.perf_counter() - started)
        assert len(answer.json()["corrections"]) == SHEET
    print(f"{SHEET} of {DRAWINGS} drawings, {len(answer.content) / 1e6:.1f} MB:")
    print(f"median {1000 * statistics.median(spent):.0f} ms, worst {1000 * max(spent):.0f} ms")


if __name__ == "__main__":
    main()
