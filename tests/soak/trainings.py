"""A soak: trainings are started, paused, changed, cancelled, killed at random, the server too, and predictions go on.

    python -m tests.soak.trainings [TRAININGS] [SEED]        20 trainings take about three minutes

It prints what it checked. No prediction may fail while the server is meant to be up, no version may be lost or half
written, and the champion must be the one it was, whole.
"""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from app.settings import ROOT
from model.checkpoints.checkpoint import load_checkpoint
from tests.helpers.drawings import SEVEN

TOKEN = "a-token-for-tests-only"
ACTIONS = ("finish", "cancel", "pause", "change", "kill worker", "kill server")
PATIENCE_SECONDS = 120
TINY = {"training_size": 3000, "hidden_sizes": [32], "learning_rate": 0.003}


@dataclass
class Soak:
    """The server, and what has been seen of it."""

    folder: Path
    rng: random.Random
    up: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    answered: int = 0
    failures: list[str] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)

    def start_server(self) -> None:
        """Starts a server process and waits until it is ready."""
        self.port = free_port()
        environment = os.environ | {
            "INKLING_PORT": str(self.port),
            "INKLING_ADMIN_TOKEN": TOKEN,
            "INKLING_WEIGHTS_DIR": str(self.folder / "weights"),
            "INKLING_DATA_DIR": str(self.folder / "data"),
            "INKLING_TRAINING_THREADS": "1",
        }
        self.server = subprocess.Popen(
            [sys.executable, "-m", "app"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30
        )
        for _ in range(600):
            try:
                if self.client.get("/readyz").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        self.up.set()

    def stop_server(self, how: signal.Signals) -> None:
        """Ends it, one way or another; no prediction is expected to succeed meanwhile."""
        self.up.clear()
        time.sleep(0.2)  # questions that are on their way
        self.server.send_signal(how)
        self.server.wait(30)
        self.client.close()

    def predict(self) -> None:
        """Asks again and again, as long as the soak goes on."""
        with httpx.Client(timeout=30) as visitor:
            while not self.over.is_set():
                if not self.up.is_set():
                    time.sleep(0.02)
                    continue
                try:
                    answer = visitor.post(f"http://127.0.0.1:{self.port}/predict", json={"strokes": SEVEN})
                    right = answer.status_code == 200 and answer.json()["label"] == 7
                    problem = None if right else f"{answer.status_code} {answer.text[:200]}"
                except httpx.TransportError as error:
                    problem = repr(error)
                if problem is None:
                    self.answered += 1
                elif self.up.is_set():
                    self.failures.append(problem)
                time.sleep(0.01)

    def train(self, action: str) -> None:
        """One training, to which `action` happens at a random moment."""
        started = self.client.post(
            "/admin/retrain", json=TINY | {"epochs": self.rng.choice([2, 4]), "seed": self.rng.randrange(99)}
        )
        assert started.status_code == 202, started.text
        training_id = started.json()["id"]
        time.sleep(self.rng.uniform(0.0, 1.5))
        self.act(action, training_id)
        status = self.wait(training_id)
        if action == "kill worker" and status["state"] == "failed" and status["resumable"]:
            assert "killed" in status["error"]
            assert self.client.post(f"/admin/trainings/{training_id}/resume").status_code == 202
            status = self.wait(training_id)
            assert status["state"] == "succeeded", status
            action = "kill worker, go on"
        name = f"{action}: {status['state']}"
        self.done[name] = self.done.get(name, 0) + 1

    def act(self, action: str, training_id: str) -> None:
        """What happens to a training; it may be over already."""
        at = f"/admin/trainings/{training_id}"
        if action == "cancel":
            self.client.post(f"{at}/cancel")
        elif action == "pause":
            self.client.post(f"{at}/pause")
            time.sleep(self.rng.uniform(0, 0.5))
            self.client.post(f"{at}/resume")
        elif action == "change":
            self.client.post(f"{at}/settings", json={"learning_rate": 0.001})
        elif action == "kill worker":
            process = self.folder / "data" / "trainings" / training_id / "process.json"
            if process.exists() and self.client.get(at).json()["state"] in {"queued", "running"}:
                os.kill(json.loads(process.read_text())["pid"], signal.SIGKILL)
        elif action == "kill server":
            self.stop_server(self.rng.choice([signal.SIGKILL, signal.SIGTERM]))
            self.start_server()

    def wait(self, training_id: str) -> dict[str, Any]:
        """The training's status once it is over."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            status: dict[str, Any] = self.client.get(f"/admin/trainings/{training_id}").json()
            if status["state"] in {"succeeded", "failed", "cancelled"}:
                return status
            time.sleep(0.05)
        raise AssertionError(f"{training_id} is not over after {PATIENCE_SECONDS} seconds: {status}")

    def check(self) -> list[str]:
        """Looks through all that is left, and lists what holds. Raises AssertionError where something doesn't."""
        assert self.failures == [], self.failures[:5]
        assert self.answered > 50
        statuses = self.client.get("/admin/trainings").json()["trainings"]
        versions = [status["model_version"] for status in statuses if status["state"] == "succeeded"]
        assert len(set(versions)) == len(versions), "a version of its own for each"
        weights = self.folder / "weights"
        for version in versions:
            assert load_checkpoint(weights / version).metadata.metrics["test_accuracy"] > 0.1
        left = {path.name for path in weights.iterdir()} - {
            *versions,
            "v0001",
            "champion.json",
            ".lock",
            "promotions.jsonl",
        }
        assert left == set(), left
        assert self.client.get("/admin/models").json()["champion"] == "v0001"
        load_checkpoint(weights / "v0001")
        ends = ", ".join(f"{count} x {name}" for name, count in sorted(self.done.items()))
        return [
            f"{self.answered} predictions were answered, and none failed",
            f"{len(statuses)} trainings ended: {ends}",
            f"{len(versions)} versions were registered, each of its own training, each whole with its figures",
            "no draft and no half of a version is left in the weights folder",
            "the champion is the one it was, and whole",
        ]


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def soak(trainings: int, seed: int, folder: Path) -> list[str]:
    """Runs it; returns what was checked."""
    shutil.copytree(ROOT / "weights" / "v0001", folder / "weights" / "v0001")
    (folder / "weights" / "champion.json").write_text('{"version": "v0001"}')
    rng = random.Random(seed)  # noqa: S311  # so that a failure can be repeated
    running = Soak(folder, rng)
    running.start_server()
    visitors = [threading.Thread(target=running.predict) for _ in range(2)]
    for visitor in visitors:
        visitor.start()
    try:
        for number in range(trainings):
            running.train(ACTIONS[number % len(ACTIONS)] if number < len(ACTIONS) else rng.choice(ACTIONS))
        return running.check()
    finally:
        running.over.set()
        for visitor in visitors:
            visitor.join()
        running.stop_server(signal.SIGTERM)


if __name__ == "__main__":
    count, start = (int(given) for given in (sys.argv[1:] + ["20", "1"][len(sys.argv) - 1 :])[:2])
    with tempfile.TemporaryDirectory() as place:
        print("\n".join(soak(count, start, Path(place))))
