"""Several processes and one network: it is that of one process, it repeats itself, and none outlives the training."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from model.checkpoints.training_state import load_state, save_state
from model.config import NetworkConfig, TrainingConfig
from model.data.dataset import Dataset
from model.errors import DivergedError, TrainingError
from model.progress import EpochReport, StepReport
from model.training.recipe import Recipe, start_training
from model.training.trainer import Training

PLAIN = dict.fromkeys(("rotation_degrees", "scaling", "shear", "shift_pixels", "elastic_pixels", "thickness"), 0.0)
QUICK = Recipe(
    network=NetworkConfig(hidden_sizes=(32,), dropout_rate=0.2),
    training=TrainingConfig(epochs=2, batch_size=100, validation_size=200, learning_rate=0.01, seed=3),
    processes=2,
)
LONG = """
from model.data.dataset import load_mnist
from model.training.recipe import Recipe, start_training
if __name__ == "__main__":
    for report in start_training(Recipe(processes=2), load_mnist()).run():
        print(report.step, flush=True)
"""


def with_training(recipe: Recipe, **changes: object) -> Recipe:
    return replace(recipe, training=replace(recipe.training, **changes))  # type: ignore[arg-type]


def arrays_of(training: Training) -> list[bytes]:
    state = training.state()
    return [each.tobytes() for arrays in (state.parameters, *state.optimizer_slots.values()) for each in arrays]


def steps(reports: Iterable[StepReport | EpochReport]) -> list[StepReport]:
    return [report for report in reports if isinstance(report, StepReport)]


def children_of(process: psutil.Process) -> list[psutil.Process]:
    return process.children(recursive=True)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_three_processes_learn_what_one_does(few_digits: Dataset, optimizer: str) -> None:
    # 800 examples in batches of 133, so that the last batch has two, and one of the processes none of them.
    settings = {"batch_size": 133, "epochs": 1, "optimizer": optimizer, "styles": 0.0, "not_digits": 0.0, **PLAIN}
    recipe = with_training(replace(QUICK, network=NetworkConfig(hidden_sizes=(40, 20), dropout_rate=0.0)), **settings)
    trainings = [start_training(replace(recipe, processes=processes), few_digits) for processes in (1, 3)]
    alone, together = (steps(training.run()) for training in trainings)
    one, three = (training.network.parameters for training in trainings)
    assert all(np.allclose(mine, theirs, rtol=1e-3, atol=1e-4) for mine, theirs in zip(one, three, strict=True))
    assert [step.accuracy for step in together] == pytest.approx([step.accuracy for step in alone], abs=0.02)
    assert [step.loss for step in together] == pytest.approx([step.loss for step in alone], rel=1e-3)
    for mine, theirs in zip(alone[0].layers, together[0].layers, strict=True):
        assert mine.gradient_norm == pytest.approx(theirs.gradient_norm, rel=1e-4)
        assert mine.dead_share == theirs.dead_share


def test_a_seed_and_a_number_of_processes_give_one_network_also_when_it_was_interrupted(
    few_digits: Dataset, tmp_path: Path
) -> None:
    def finish(training: Training) -> Training:
        """Goes on to the end, with other settings from the fifth step of epoch 2 on."""
        for report in training.run():
            if isinstance(report, StepReport) and (report.epoch, report.step) == (2, 4):
                training.change_settings(learning_rate=0.005, dropout_rate=0.5)
        return training

    whole = finish(start_training(QUICK, few_digits))
    interrupted = start_training(QUICK, few_digits)
    for report in interrupted.run():
        if isinstance(report, EpochReport):
            save_state(interrupted.state(), QUICK.settings(), tmp_path / "state.npz")
        if report.epoch == 2:
            break  # its first step is lost
    state, settings = load_state(tmp_path / "state.npz")
    resumed = start_training(Recipe.from_settings(settings), few_digits)
    resumed.restore(state)
    assert arrays_of(finish(resumed)) == arrays_of(whole)
    assert [report.loss for report in resumed.history] == [report.loss for report in whole.history]
    del settings["processes"]  # as before there were several
    assert Recipe.from_settings(settings).processes == 1


def test_a_loss_that_runs_away_ends_all_of_them(few_digits: Dataset) -> None:
    recipe = with_training(QUICK, optimizer="sgd", learning_rate=100.0, schedule="constant", loss="mean_squared_error")
    with pytest.raises(DivergedError):
        training = start_training(recipe, few_digits)
        training.network.parameters[0][...] = np.nan
        list(training.run())


def test_a_process_that_dies_ends_the_training_with_a_sentence(few_digits: Dataset) -> None:
    before = {child.pid for child in children_of(psutil.Process())}
    reports = start_training(with_training(QUICK, epochs=100), few_digits).run()
    next(reports)
    mine = [child for child in children_of(psutil.Process()) if child.pid not in before]
    learners = [child for child in mine if "spawn_main" in " ".join(child.cmdline())]
    assert len(learners) == 2
    learners[0].kill()
    with pytest.raises(TrainingError, match="processes ended unexpectedly"):
        list(reports)
    assert psutil.wait_procs(learners, 5)[1] == []


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a signal of POSIX")
def test_none_outlives_a_killed_training_and_no_memory_stays(tmp_path: Path) -> None:
    script = tmp_path / "long.py"
    script.write_text(LONG)
    named = set(Path("/dev/shm").iterdir()) if Path("/dev/shm").is_dir() else set()  # noqa: S108
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, env=environment) as training:
        assert training.stdout is not None
        training.stdout.readline()
        children = children_of(psutil.Process(training.pid))
        assert len([child for child in children if "spawn_main" in " ".join(child.cmdline())]) == 2
        if named:
            assert set(Path("/dev/shm").iterdir()) == named  # noqa: S108
        training.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.05)
