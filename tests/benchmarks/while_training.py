"""What a training costs those who ask meanwhile, and what they cost the training.

    python -m tests.benchmarks.while_training [ROUNDS]        five rounds take about two minutes

In each round the champion is asked while nothing else goes on and while a training runs, by 1 and by 8 connections; the
training's own rate is read from its status, while it is left alone and while it isn't.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx

from tests.benchmarks.servers import inkling, load, questions, weights

TOKEN = "a-token-for-benchmarks"
LONG = {"epochs": 200, "hidden_sizes": [512, 256], "training_size": 20_000, "learning_rate": 0.001}
CONNECTIONS = (1, 8)
SECONDS = 4.0


class Trained:
    """The training, watched through its status."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._at = client.post("/admin/retrain", json=LONG).raise_for_status().headers["location"]

    def steps(self) -> int:
        """How many it has done."""
        status = self._client.get(self._at).json()
        assert status["state"] in {"queued", "running"}, status
        return int(max(0, status["epoch"] - 1) * status["steps"] + status["step"])

    def rate(self, during: float) -> float:
        """Steps a second over the next seconds."""
        first, started = self.steps(), time.perf_counter()
        time.sleep(during)
        return (self.steps() - first) / (time.perf_counter() - started)

    def stop(self) -> None:
        """Cancels it and waits until it is over."""
        self._client.post(f"{self._at}/cancel")
        while self._client.get(self._at).json()["state"] in {"queued", "running"}:
            time.sleep(0.1)


def main(rounds: int) -> None:
    """Measures in turn and prints the ratios."""
    slower: dict[int, list[float]] = {n: [] for n in CONNECTIONS}
    kept: dict[int, list[float]] = {n: [] for n in CONNECTIONS}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        body = questions(folder)["strokes"]
        with inkling(weights(folder / "weights"), folder / "data", admin_token=TOKEN) as address:
            client = httpx.Client(
                base_url=address.removesuffix("/predict"), headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30
            )
            for _ in range(rounds):
                idle = {n: load(address, body, n, SECONDS) for n in CONNECTIONS}
                training = Trained(client)
                while training.steps() < 20:
                    time.sleep(0.2)
                free = training.rate(SECONDS)
                for n in CONNECTIONS:
                    first, started = training.steps(), time.perf_counter()
                    busy = load(address, body, n, SECONDS)
                    kept[n].append((training.steps() - first) / (time.perf_counter() - started) / free)
                    slower[n].append(busy["p99_ms"] / idle[n]["p99_ms"])
                training.stop()
    for n in CONNECTIONS:
        print(
            f"{n} connections: p99 {statistics.median(slower[n]):.2f} times the idle one's (goal 1.5), "
            f"the training keeps {statistics.median(kept[n]):.0%} of its rate (goal 40 %)"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
