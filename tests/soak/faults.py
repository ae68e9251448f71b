"""Kills whoever writes, with SIGKILL and at random moments, and looks at what is left.

    python -m tests.soak.faults [KILLS] [SEED]        200 kills take about two minutes

A process registers versions, promotes them, rolls back, saves a training's state, takes in corrections and makes their
database, over and over, and says each time what it is about to do and what it has done. It is killed in the middle of
it. Whatever it said that it had done must be there, whole, and whatever it was about to do must be done or not done. A
server on the same folder is asked all the while.
"""

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
import warnings
from pathlib import Path

import alembic.command  # these here, since the writers have no time to import them
import alembic.config
import httpx
import numpy as np

import app.corrections.table
import app.database.engine
from app.corrections.inbox import Corrections, NewCorrection, as_row
from app.errors import Conflict
from app.registry.model_registry import ModelRegistry
from app.settings import ROOT, Settings
from model.checkpoints.checkpoint import load_checkpoint
from model.checkpoints.training_state import TrainingState, load_state, save_state
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server

FIRST = "v0001"
SHORTEST, LONGEST = 0.02, 0.3  # seconds until a kill; the longest is more where the making of a database takes long
NEW_DATABASE_EVERY = 4  # kills: so that the making of its tables is hit too
ENOUGH = 50  # kills, among which each thing is done at least once


class Writer:
    """What the process that will be killed does, and what it tells through a pipe."""

    def __init__(self, folder: Path, data: Path, seed: int, pipe: int) -> None:
        self.registry = ModelRegistry(folder / "weights")
        self.corrections = Corrections(Settings(data_dir=data))
        self.state_path = folder / "state.npz"
        self.checkpoint = self.registry.load(FIRST)
        self.rng = random.Random(seed)  # noqa: S311  # so that a failure can be repeated
        self.pipe = pipe
        self.seed = seed

    def say(self, word: str, what: object) -> None:
        os.write(self.pipe, (json.dumps([word, what]) + "\n").encode())

    def run(self) -> None:
        """Never ends by itself."""
        number = 0
        while True:
            number += 1
            self.rng.choice([self.register, self.promote, self.roll_back, self.save, self.correct])(number)

    def register(self, _number: int) -> None:
        self.say("will register", None)
        self.say("registered", self.registry.register(self.checkpoint))

    def promote(self, _number: int) -> None:
        version = self.rng.choice([version for version, _ in self.registry.all()])
        self.say("will promote", version)
        self.registry.promote(self.registry.servable(version))
        self.say("promoted", version)

    def roll_back(self, _number: int) -> None:
        self.say("will promote", None)  # whichever was before
        try:
            self.say("promoted", self.registry.roll_back()[0])
        except Conflict:
            self.say("stayed", self.registry.champion())

    def save(self, number: int) -> None:
        state = TrainingState((np.full((300, 300), number, np.float32),), number, {}, ())
        self.say("will save", number)
        save_state(state, {"number": number}, self.state_path)
        self.say("saved", number)

    def correct(self, number: int) -> None:
        strokes = [np.array([[0, 0], [number, 50], [90, self.seed % 1000]], np.float64)]
        self.say("will keep", None)
        new = self.corrections.add([as_row(NewCorrection(strokes=strokes, label=number % 10))])
        self.say("kept", new)  # 0 when an earlier writer happened to send the same drawing


def kill_one(folder: Path, data: Path, seed: int, wait: float) -> list[tuple[str, object]]:
    """Lets a writer write for `wait` seconds, kills it, and returns what it said."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():  # which come since Python 3.12 beside threads: the writer needs none of their locks
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            Writer(folder, data, seed, writing).run()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading) as lines:
        said = [tuple(json.loads(line)) for line in lines]
    assert os.WIFSIGNALED(status), f"the writer ended by itself: {said[-3:]}"
    return said


class Ledger:
    """What must be there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.registry = ModelRegistry(folder / "weights")
        self.registered: set[str] = {FIRST}
        self.champions: set[str | None] = {FIRST}  # either of these; None for any
        self.saved: set[int] = {0}
        self.promotions = 0
        self.last: object = FIRST
        self.kept: dict[Path, int] = {}

    def check(self, said: list[tuple[str, object]], data: Path) -> None:
        """Holds what was said against what is there. Raises AssertionError."""
        for word, what in said:
            if word == "registered":
                self.registered.add(str(what))
            elif word == "will promote":
                self.champions |= {what if what is None else str(what)}
            elif word in {"promoted", "stayed"}:
                self.promotions += word == "promoted" and what != self.last  # the champion itself isn't logged again
                self.champions, self.last = {str(what)}, str(what)
            elif word == "will save":
                self.saved.add(int(what))  # type: ignore[call-overload]
            elif word == "saved":
                self.saved = {int(what)}  # type: ignore[call-overload]
            elif word == "kept":
                self.kept[data] = self.kept.get(data, 0) + int(what)  # type: ignore[call-overload]
        champion = self.registry.champion()
        assert None in self.champions or champion in self.champions, (champion, self.champions)
        self.champions, self.last = {champion}, champion
        for version in {champion, *self.registered}:
            load_checkpoint(self.registry.weights_dir / version)
        state = self.folder / "state.npz"
        found = load_state(state)[1]["number"] if state.exists() else 0
        assert found in self.saved, (found, self.saved)
        self.saved = {found}
        log = self.registry.log()
        assert len(log) >= self.promotions and (not log or log[-1]["version"] == champion)
        if data in self.kept:
            inbox = Corrections(Settings(data_dir=data))
            there = inbox.counts()["waiting"]
            inbox.close()
            assert self.kept[data] <= there, (self.kept[data], there)

    def tidy(self) -> None:
        """Keeps the folder small: all but a few versions go, as `prune` would do it."""
        spared = {FIRST, *self.champions, *(entry.get("previous") for entry in self.registry.log()[-1:])}
        for version in sorted(self.registered - spared)[:-5]:
            shutil.rmtree(self.registry.weights_dir / version)
            self.registered.discard(version)


def seconds_to_make_a_database(folder: Path) -> float:
    """How long a writer takes to keep its first correction, on this machine, as busy as it is."""
    inbox, began = Corrections(Settings(data_dir=folder / "tried")), time.monotonic()
    inbox.add([as_row(NewCorrection(strokes=[np.array([[0, 0], [9, 9]], np.float64)], label=1))])
    inbox.close()
    return time.monotonic() - began


def soak(kills: int, seed: int, folder: Path) -> list[str]:
    """Kills so often; returns what held."""
    weights = folder / "weights"
    shutil.copytree(ROOT / "weights" / "classroom-relu", weights / FIRST)
    (weights / "champion.json").write_text(json.dumps({"version": FIRST}))
    assert app.corrections.table and app.database.engine and alembic.command and alembic.config
    longest = max(LONGEST, 3 * seconds_to_make_a_database(folder))
    rng, ledger, said_in_all = random.Random(seed), Ledger(folder), 0  # noqa: S311
    settings = Settings(weights_dir=weights, data_dir=folder / "server")
    with running_server(settings) as address, httpx.Client(base_url=address, timeout=20) as client:
        problems: list[str] = []
        over = threading.Event()
        asked = [0]

        def ask() -> None:
            while not over.is_set():
                ready = client.get("/readyz")
                answer = client.post("/predict", json={"strokes": SEVEN})
                if ready.status_code != 200 or answer.status_code != 200:
                    problems.append(f"{ready.text} {answer.text}")
                asked[0] += 1
                time.sleep(0.01)

        visitor = threading.Thread(target=ask)
        visitor.start()
        try:
            for kill in range(kills):
                data = folder / f"data{kill // NEW_DATABASE_EVERY}"
                said = kill_one(folder, data, rng.randrange(1 << 30), rng.uniform(SHORTEST, longest))
                said_in_all += len(said)
                ledger.check(said, data)
                ledger.tidy()
        finally:
            over.set()
            visitor.join()
        assert problems == [], problems[:3]
        assert kills < ENOUGH or ledger.kept, "no writer lived long enough to keep a correction"
        assert client.get("/readyz").json()["model_version"] == ledger.registry.champion()
    for draft in (*weights.glob(".v*"), *weights.glob(".*.draft")):
        os.utime(draft, (0, 0))  # as if they had lain here for long
    registry = ModelRegistry(weights)
    # Registering removes what was left of versions, promoting what was left of the pointer.
    registry.promote(registry.servable(registry.register(load_checkpoint(weights / FIRST))))
    left = [path.name for path in weights.iterdir() if path.name.startswith(".") and path.name != ".lock"]
    assert left == [], left
    return [
        f"{kills} processes were killed, which had said {said_in_all} things between them",
        f"{ledger.promotions} promotions, all in the log, and the champion was whole each time",
        f"{asked[0]} times a server on the same folder was asked whether it was ready, was, and answered",
        f"{sum(ledger.kept.values())} corrections in {len(ledger.kept)} databases, none lost",
        "no draft is left in the weights folder",
    ]


if __name__ == "__main__":
    count, start = (int(given) for given in (sys.argv[1:] + ["200", "1"][len(sys.argv) - 1 :])[:2])
    with tempfile.TemporaryDirectory() as place:
        print("\n".join(soak(count, start, Path(place))))
