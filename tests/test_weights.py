"""The shipped weights: what their metadata and the model card say is what they do."""

import hashlib
import json
import os
import re
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from app.settings import ROOT
from model.augmentation.pen_digits import PenDigits, read_pen_digits
from model.checkpoints.checkpoint import Checkpoint, load_checkpoint
from model.checkpoints.growth import load_growth
from model.data.dataset import Dataset, load_mnist
from model.evaluation.evaluate import evaluate
from model.exams.non_digits import examine_verdict
from model.exams.pens import examine_pens
from model.preprocessing.framing import PREPROCESSING

CHAMPION = "v0005"
SHIPPED = {"v0001": 0.9933, "v0003": 0.9954, CHAMPION: 0.9954}
"""By version, the share of the MNIST test set that it is known to read."""
CLASSROOM = ("classroom-relu", "classroom-tanh", "classroom-sigmoid", "classroom-relu-dropout")
CARD = (ROOT / "weights" / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def mnist() -> Dataset:
    return load_mnist()


@pytest.fixture(scope="module")
def champion() -> Checkpoint:
    return load_checkpoint(ROOT / "weights" / CHAMPION)


@pytest.mark.parametrize("version", SHIPPED)
def test_a_shipped_network_is_as_good_as_it_says_on_the_test_set(version: str, mnist: Dataset) -> None:
    checkpoint = load_checkpoint(ROOT / "weights" / version)
    figures = evaluate(checkpoint.network, mnist.test)
    # Another processor may round a last digit another way: two of 10,000 may differ.
    assert figures.accuracy == pytest.approx(SHIPPED[version], abs=2e-4)
    assert figures.accuracy == pytest.approx(checkpoint.metadata.metrics["test_accuracy"], abs=2e-4)
    assert figures.calibration_error == pytest.approx(checkpoint.metadata.metrics["test_calibration_error"], abs=1e-3)
    assert checkpoint.metadata.dataset_checksum == mnist.checksum


@pytest.mark.parametrize("name", CLASSROOM)
def test_a_classroom_network_is_as_good_as_the_card_says(name: str, mnist: Dataset) -> None:
    checkpoint = load_checkpoint(ROOT / "weights" / name)
    assert evaluate(checkpoint.network, mnist.test).accuracy == pytest.approx(
        checkpoint.metadata.metrics["test_accuracy"], abs=2e-4
    )
    given = [100 * checkpoint.metadata.metrics[metric] for metric in ("test_accuracy", "pen_accuracy")]
    assert f"| `{name}` | {given[0]:.1f} % | {given[1]:.1f} % |" in CARD


def test_the_growth_is_small_and_made_by_the_cards_command(mnist: Dataset) -> None:
    folder = ROOT / "weights" / "classroom-growth"
    growth = load_growth(folder)
    assert len(growth.networks) == 12
    assert sum(path.stat().st_size for path in folder.iterdir()) < 500_000
    assert growth.record.command in CARD
    checksum = hashlib.sha256((folder / "snapshots.npz").read_bytes()).hexdigest()
    assert checksum in CARD
    assert growth.record.dataset_checksum == mnist.checksum
    assert evaluate(growth.networks[-1], mnist.test).accuracy == pytest.approx(growth.record.test_accuracy, abs=2e-4)


@pytest.mark.parametrize("version", SHIPPED)
def test_its_metadata_says_how_to_make_it_again(version: str) -> None:
    metadata = load_checkpoint(ROOT / "weights" / version).metadata
    assert metadata.preprocessing == PREPROCESSING
    assert metadata.command is not None
    assert metadata.command in CARD
    assert len(metadata.history) == metadata.training.epochs
    assert metadata.notes, "what was tried belongs in the metadata"


@pytest.mark.parametrize("version", SHIPPED)
def test_the_model_cards_metadata_state_its_results(version: str) -> None:
    results = CARD.split(f"name: inkling-{version}\n")[1].split("- name: inkling-")[0]
    metrics = load_checkpoint(ROOT / "weights" / version).metadata.metrics
    given = [metrics[name] for name in ("test_accuracy", "pen_accuracy") if name in metrics]
    assert re.findall(r"type: accuracy\n +value: (\S+)", results) == [f"{accuracy:.4f}" for accuracy in given]


def test_a_fresh_checkout_serves_the_champion() -> None:
    assert json.loads((ROOT / "weights" / "champion.json").read_text(encoding="utf-8"))["version"] == CHAMPION


def test_the_champion_is_small_and_as_sure_as_it_is_right(champion: Checkpoint, mnist: Dataset) -> None:
    figures = evaluate(champion.network, mnist.test, thresholds=champion.metadata.thresholds)
    assert champion.network.parameter_count <= 3_000_000
    assert figures.calibration_error <= 0.006
    assert figures.refused <= 0.01


def test_the_champion_refuses_what_is_no_digit_and_by_the_best_evidence(champion: Checkpoint, mnist: Dataset) -> None:
    exam = examine_verdict(champion.network, champion.metadata.thresholds, mnist.training, mnist.test, count=60)
    assert exam.refused >= 0.98
    assert exam.areas["distance from all alike"] >= max(exam.areas.values()) - 5e-4


def test_the_champion_reads_people_that_it_has_never_met(champion: Checkpoint) -> None:
    file = os.environ.get("INKLING_PEN_DIGITS")
    if not file or not Path(file).is_file():
        pytest.skip(
            "set INKLING_PEN_DIGITS to a file of pen drawings, as model/augmentation/pen_digits.py describes it"
        )
    held_back = []
    for known in champion.metadata.pen_digits:  # the other file lies beside the one that is named, or isn't there
        path = Path(file).with_name(known["file"])
        if path.is_file():
            pens = read_pen_digits(path)
            assert pens.checksum == known["checksum"], "other drawings than the model card's"
            held_back.append(pens.split(known["held_back_writers"])[1])
    drawn = PenDigits.joined(held_back)
    (strokes,) = islice(examine_pens(champion.network, drawn, champion.metadata.thresholds), 1)
    if len(held_back) == len(champion.metadata.pen_digits):
        assert strokes.accuracy == pytest.approx(champion.metadata.metrics["pen_accuracy"], abs=1e-3)
    some = drawn.take(np.arange(0, len(drawn), 5))  # a dozen conditions of all of them take minutes
    results = [strokes, *islice(examine_pens(champion.network, some, champion.metadata.thresholds), 1, 4)]
    assert min(each.accuracy for each in results) >= 0.98
    assert max(each.calibration_error for each in results) <= 0.015
    assert max(each.refused for each in results) <= 0.02
