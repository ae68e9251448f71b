"""`python -m model sweep`: what is tried, who goes on, and that nothing is lost or registered twice."""

import csv
import json
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from model.checkpoints.checkpoint import load_checkpoint
from model.sweep.record import SweepRecord
from model.sweep.sweep import Sweep
from tests.helpers.command_line import ROOT, command, run

TINY = ["--training-size", "1500", "--validation-size", "500", "--hidden-sizes", "16", "--dropout-rate", "0"]
ONE_EPOCH = ["--epochs", "1", "--training-size", "300"]
TRIES = ["--try", "learning-rate", "0.001", "0.01", "0.03", "--try", "optimizer", "momentum", "adam", "--epochs", "6"]


def sweep(folder: Path, *more: str) -> list[str]:
    where = ["--output", folder / "sweep", "--weights", folder / "weights", "--processes", "2"]
    return ["sweep", *map(str, where), *TINY, *TRIES, *more]


def results(folder: Path) -> dict[str, tuple[str, str, str]]:
    """What each trial came to, without how long it took."""
    with (folder / "sweep" / "results.csv").open() as file:
        return {row["trial"]: (row["epochs"], row["validation_loss"], row["seed"]) for row in csv.DictReader(file)}


def versions(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "weights").iterdir())


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    printed = run(*sweep(folder, "--committee", "2")).stdout
    assert "6 trials: 6 up to epoch 2, then 2 up to epoch 6" in printed
    assert "best so far: trial" in printed
    return folder


def test_the_best_go_on_and_the_winners_committee_is_registered(undisturbed: Path) -> None:
    found = results(undisturbed)
    assert sorted(epochs for epochs, _, _ in found.values()) == ["2", "2", "2", "2", "6", "6", "6"]
    with (undisturbed / "sweep" / "results.csv").open() as file:
        table = list(csv.DictReader(file))
    assert {row["outcome"] for row in table if row["epochs"] == "2"} == {"given up"}
    after_two = {
        number: json.loads((undisturbed / "sweep" / f"trial-{number:03d}.json").read_text())["history"][1]
        for number in range(6)
    }
    went_on = {int(row["trial"]) for row in table if row["epochs"] == "6"} & set(range(6))
    worst = min(after_two[number]["validation_accuracy"] for number in went_on)
    assert all(after_two[number]["validation_accuracy"] <= worst for number in set(range(6)) - went_on)
    assert versions(undisturbed) == ["v0001"]
    checkpoint = load_checkpoint(undisturbed / "weights" / "v0001")
    assert checkpoint.metadata.network.hidden_sizes == (32,)
    assert "committee of 2" in checkpoint.metadata.notes[1]
    assert checkpoint.metadata.metrics["test_accuracy"] > 0.8
    assert checkpoint.metadata.thresholds is not None


def test_a_finished_sweep_registers_nothing_more(undisturbed: Path) -> None:
    before = versions(undisturbed)
    assert "add --resume" in run(*sweep(undisturbed), status=1).stderr
    run(*sweep(undisturbed, "--committee", "2", "--resume"))
    (undisturbed / "sweep" / "version.json").unlink()  # killed after registering, before it could say so
    run(*sweep(undisturbed, "--committee", "2", "--resume"))
    assert versions(undisturbed) == before


def test_a_sweep_goes_on_with_its_own_plan_and_refuses_another(undisturbed: Path) -> None:
    where = ["--output", str(undisturbed / "sweep"), "--weights", str(undisturbed / "weights"), "--resume"]
    run("sweep", *where)
    for words in (["--epochs", "99"], ["--try", "batch-size", "7", "9"], ["--committee", "2"]):
        assert f"leave out {words[0]}, or" in run("sweep", *where, *words, status=1).stderr
    changed = sweep(undisturbed, "--committee", "2", "--resume", "--seed", "2")
    assert "was planned otherwise" in run(*changed, status=1).stderr


def test_a_sweep_that_was_killed_goes_on_and_comes_out_the_same(undisturbed: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        command(*sweep(tmp_path, "--committee", "2")), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait_for(tmp_path / "sweep", trials=3)
    children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    assert psutil.wait_procs(children, timeout=10)[1] == [], "no worker outlives it"
    run(*sweep(tmp_path, "--committee", "2", "--resume"))
    assert results(tmp_path) == results(undisturbed)
    assert versions(tmp_path) == ["v0001"]


def test_ctrl_c_keeps_what_is_done(undisturbed: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        command(*sweep(tmp_path, "--committee", "2")),
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    wait_for(tmp_path / "sweep", trials=2)
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    printed, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "--resume goes on" in printed and "Traceback" not in printed
    assert psutil.wait_procs(children, timeout=10)[1] == []
    run(*sweep(tmp_path, "--committee", "2", "--resume"))
    assert results(tmp_path) == results(undisturbed)


def test_a_worker_that_is_killed_takes_nothing_along(undisturbed: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        command(*sweep(tmp_path, "--committee", "2")), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait_for(tmp_path / "sweep", trials=1)
    workers = [each for each in psutil.Process(process.pid).children() if "spawn_main" in " ".join(each.cmdline())]
    workers[0].kill()
    assert process.wait(120) == 0
    assert results(tmp_path) == results(undisturbed)
    assert versions(tmp_path) == ["v0001"]


def wait_for(folder: Path, *, trials: int) -> None:
    deadline = time.monotonic() + 60
    while len(list(folder.glob("trial-*.json"))) < trials:
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "needs something to try"),
        (["--try", "learning-rate"], "needs something to try"),
        (["--try", "learning-speed", "1"], "learning_speed is no hyperparameter"),
        (["--try", "learning-rate", "fast"], "error: learning_rate must be a number, not 'fast'."),
        (["--try", "batch-size", "1.5"], "error: batch_size must be a whole number, not '1.5'."),
        (["--try", "hidden-sizes", "big"], "error: hidden_sizes must be whole numbers with commas between"),
        (["--try", "optimizer", "best"], "error: optimizer must be one of sgd, momentum, adam, not 'best'."),
        (["--try", "learning-rate", "-1"], "learning_rate must be"),
        (["--try", "learning-rate", "0.1..1"], "learning_rate has a range: say how many trials to draw"),
        (["--try", "learning-rate", "1..0.1", "--random", "3"], "is no range"),
        ([*ONE_EPOCH, "--try", "seed", "1", "--try", "seed", "2"], "seed is there twice"),
        ([*ONE_EPOCH, "--try", "batch-size", "8", "--try", "batch_size", "9"], "batch_size is there twice"),
        (["--try", "seed", "1", "--pen-digits", "/nowhere"], "/nowhere"),
        (["--try", "seed", "1", "--dataset", "cifar10", "--data-dir", "/nowhere"], "data fetch cifar10"),
        (["--epochs", "1", "--try", "training-size", "300", "70000"], "training_size must be"),
        (["--try", "epochs", "1", "2"], "epochs can't be tried"),
        (["--try", "seed", "1..100000", "--random", "1001"], "1001 trials, more than 1000"),
        (["--try", "seed", "1", "2", "--hidden-sizes", "", "--committee", "2"], "make no committee"),
        (["--try", "seed", "1", "--halving", "0"], "--halving: must be a whole number from 1 on, not '0'"),
    ],
)
def test_what_cannot_be_swept_gets_a_sentence(tmp_path: Path, words: list[str], message: str) -> None:
    status = 2 if "0" in words else 1
    done = run("sweep", "--output", tmp_path / "sweep", "--weights", tmp_path, *words, status=status)
    assert message in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "sweep").exists()


def test_what_diverges_is_out_and_what_all_diverges_is_said(tmp_path: Path) -> None:
    where = ["--output", tmp_path / "sweep", "--weights", tmp_path / "weights", "--epochs", "2", "--halving", "1"]
    wild = ["--hidden-sizes", "64,64,64,64", "--optimizer", "momentum", "--schedule", "constant", "--weight-decay", "0"]
    words = [*map(str, where), *TINY, *wild]
    done = run("sweep", *words, "--try", "learning-rate", "10", status=1)
    assert "No trial came through" in done.stderr and done.stdout.startswith("1 trial: 1 up to epoch 2\n")
    words[1] += "-again"
    done = run("sweep", *words, "--try", "learning-rate", "10", "20", "0.05")  # both far beyond where rounding decides
    assert done.stdout.count("The loss became") == 2
    assert load_checkpoint(tmp_path / "weights" / "v0001").metadata.training.learning_rate == 0.05


def test_the_committee_is_better_than_its_worst_member(undisturbed: Path) -> None:
    trials = Sweep(SweepRecord(undisturbed / "sweep")).trials
    alone = [trial.accuracy() for trial in trials if trial.epochs == 6]
    united = load_checkpoint(undisturbed / "weights" / "v0001").metadata.metrics["validation_accuracy"]
    assert united >= min(alone)
