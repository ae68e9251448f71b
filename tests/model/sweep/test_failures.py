"""A sweep of which trials run away, or that two work on: what came through is registered, and once."""

import subprocess
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from model.checkpoints.checkpoint import load_checkpoint
from model.data.dataset import Dataset
from model.errors import SweepError
from model.sweep import record as sweep_record
from model.sweep.plan import make_plan
from model.sweep.record import SweepRecord
from model.sweep.sweep import Sweep, ranked
from model.sweep.table import rows
from model.sweep.trial import Chunk, train_chunk
from tests.helpers.command_line import ROOT, command

TINY = {"training_size": 300, "validation_size": 100, "hidden_sizes": (8,), "dropout_rate": 0.0}
RATES = {"learning-rate": ["0.001", "0.002", "0.003"]}
RunsAway = Callable[[Mapping[str, Any], int], bool]
"""Whether a trial with these settings doesn't come to the end of this epoch."""


class Workers:
    """Trains at once, and lets some trials run away."""

    def __init__(self, runs_away: RunsAway) -> None:
        self.runs_away = runs_away

    def submit(self, _: Any, settings: Mapping[str, Any], state: bytes | None, until: int, folder: None) -> Any:
        stretch, done = train_chunk(settings, state, until, folder), Future[Chunk]()
        if self.runs_away(settings, until):
            stretch = Chunk(stretch.history[:1], b"", "The loss became infinite.")
        done.set_result(stretch)
        return done


def never(*_: Any) -> bool:
    return False


def swept(folder: Path, runs_away: RunsAway, **options: Any) -> Sweep:
    record = SweepRecord(folder / "sweep")
    record.begin(make_plan(RATES, {**TINY, "epochs": 4}, **options))
    sweep = Sweep(record)
    for _ in sweep.run(Workers(runs_away)):  # type: ignore[arg-type]
        pass
    return Sweep(record)


def test_the_next_best_takes_the_place_of_one_that_runs_away_on_the_last_rung(tmp_path: Path, mnist: Dataset) -> None:
    undisturbed = swept(tmp_path / "undisturbed", never)
    assert [(rung.epochs, rung.trials) for rung in undisturbed.plan.rungs] == [(1, 3), (4, 1)]
    first, second, _ = ranked(undisturbed.trials, 1)

    sweep = swept(tmp_path, lambda settings, until: settings == first.settings and until > 1)
    outcomes = {row["trial"]: (row["epochs"], row["outcome"]) for row in rows(sweep)}
    assert outcomes[first.number] == (1, "The loss became infinite.")
    assert outcomes[second.number] == (4, "")
    checkpoint = load_checkpoint(tmp_path / "weights" / sweep.register(tmp_path / "weights", mnist))
    assert checkpoint.metadata.training.learning_rate == second.settings["learning_rate"]


def test_a_committee_leaves_out_a_member_that_ran_away(tmp_path: Path, mnist: Dataset) -> None:
    sweep = swept(tmp_path, lambda settings, _: settings["seed"] == 2, committee=3)
    checkpoint = load_checkpoint(tmp_path / "weights" / sweep.register(tmp_path / "weights", mnist))
    assert "A committee of 2: seeds 1, 3." in checkpoint.metadata.notes
    assert checkpoint.metadata.network.hidden_sizes == (16,)


def test_a_sweep_of_which_nothing_comes_through_says_so(tmp_path: Path) -> None:
    with pytest.raises(SweepError, match="No trial came through"):
        swept(tmp_path, lambda _, until: until > 1)


def test_two_at_once_on_one_finished_sweep_register_one_version(tmp_path: Path) -> None:
    swept(tmp_path, never)
    words = ["sweep", "--output", tmp_path / "sweep", "--weights", tmp_path / "weights", "--processes", "1", "--resume"]
    both = [subprocess.Popen(command(*words), cwd=ROOT, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert [path.name for path in (tmp_path / "weights").iterdir()] == ["v0001"]


def test_who_comes_to_a_sweep_that_another_works_on_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_record, "LOCK_SECONDS", 0.3)
    refused = pytest.raises(SweepError, match="Another process works on the sweep")
    with SweepRecord(tmp_path).locked(), refused, SweepRecord(tmp_path).locked():
        pass
    with SweepRecord(tmp_path).locked():  # it was released
        pass
