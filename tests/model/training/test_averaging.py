"""Averaging: a training may end in the mean of its weights and those of versions with the same parent."""

import json
import shlex
from pathlib import Path

import numpy as np

from model.checkpoints.checkpoint import load_checkpoint
from tests.helpers.command_line import run

TINY = (
    "--hidden-sizes",
    "8",
    "--epochs",
    "1",
    "--training-size",
    "300",
    "--validation-size",
    "50",
    "--not-digits",
    "0",
)


def trained(folder: Path, name: str, *options: str) -> Path:
    run("train", "--output", folder / name, *TINY, *options)
    return folder / name


def test_the_weights_are_the_mean_and_the_version_says_of_what(tmp_path: Path) -> None:
    parent = trained(tmp_path, "v0001")
    second = ("--parent", str(parent), "--seed", "2")
    one = trained(tmp_path, "v0002", "--parent", str(parent))
    alone, mean = trained(tmp_path, "v0003", *second), trained(tmp_path, "v0004", *second, "--average-with", str(one))
    hidden = [load_checkpoint(each).network.dense_layers[0].weights for each in (one, alone, mean)]
    assert not np.array_equal(hidden[0], hidden[1])
    assert np.allclose(hidden[2], (hidden[0] + hidden[1]) / 2, atol=1e-7)
    values = json.loads((mean / "metadata.json").read_text())
    assert [each["version"] for each in values["averaged_with"]] == ["v0002"]
    words = shlex.split(values["command"])
    assert words[words.index("--average-with") + 1] == "weights/v0002" and str(tmp_path) not in values["command"]


def test_what_cannot_be_averaged_gets_a_sentence_before_the_first_epoch(tmp_path: Path) -> None:
    other = trained(tmp_path, "v0001", "--activation", "tanh", "--hidden-sizes", "9")
    refused = run("train", "--output", tmp_path / "v0002", *TINY, "--average-with", other, status=1)
    assert "v0001 has other layers" in refused.stderr
