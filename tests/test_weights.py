"""The shipped weights: what their metadata says is what they do."""

import json

import pytest

from app.settings import ROOT
from model.checkpoint import load_checkpoint
from model.dataset import load_mnist
from model.evaluation import evaluate
from model.preprocessing import PREPROCESSING

SHIPPED = ["v0001", "v0002"]


@pytest.mark.parametrize(("version", "promised"), [("v0001", 0.993), ("v0002", 0.995)])
def test_a_shipped_network_is_as_good_as_it_says_on_the_test_set(version: str, promised: float) -> None:
    checkpoint = load_checkpoint(ROOT / "weights" / version)
    dataset = load_mnist()
    figures = evaluate(checkpoint.network, dataset.test)
    # Another processor may round a last digit another way: two of 10,000 may differ.
    assert figures.accuracy >= promised - 2e-4
    assert figures.accuracy == pytest.approx(checkpoint.metadata.metrics["test_accuracy"], abs=2e-4)
    assert figures.calibration_error == pytest.approx(checkpoint.metadata.metrics["test_calibration_error"], abs=1e-3)
    assert checkpoint.metadata.dataset_checksum == dataset.checksum


@pytest.mark.parametrize("version", SHIPPED)
def test_its_metadata_says_how_to_make_it_again(version: str) -> None:
    metadata = load_checkpoint(ROOT / "weights" / version).metadata
    assert metadata.preprocessing == PREPROCESSING
    assert metadata.command is not None
    assert metadata.command in (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(metadata.history) == metadata.training.epochs
    assert metadata.notes, "what was tried belongs in the metadata"


def test_a_fresh_checkout_serves_the_shipped_version() -> None:
    champion = json.loads((ROOT / "weights" / "champion.json").read_text(encoding="utf-8"))
    assert champion["version"] in SHIPPED
