"""Teachers: what they answer is learned, what has no label stays as it is, and a training resumes bit for bit."""

import json
import shlex
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.arrays import FLOAT
from model.checkpoints.checkpoint import Checkpoint, Metadata, save_checkpoint
from model.checkpoints.training_state import load_state, save_state
from model.config import NetworkConfig, TrainingConfig
from model.data.batches import NO_LABEL, one_hot
from model.data.dataset import Dataset
from model.errors import CheckpointError, ConfigError
from model.nn.dense import Dense
from model.nn.network import Network
from model.progress import EpochReport
from model.training.recipe import Recipe, start_training
from model.training.teachers import Teachers
from model.training.trainer import Training
from tests.helpers.command_line import run

TINY = ["--epochs", "1", "--training-size", "200", "--validation-size", "50", "--hidden-sizes", "8"]


def always(label: int, certainty: float = 1.0) -> Network:
    """Gives `label` this probability whatever it sees, and the others the rest of it, all alike."""
    rest = max((1 - certainty) / 9, 1e-9)
    bias = np.log(np.where(np.arange(10) == label, certainty, rest)).astype(FLOAT)
    return Network([Dense(np.zeros((784, 10), FLOAT), bias)])


def saved(network: Network, folder: Path, dataset: str = "mnist") -> str:
    """The folder of a version, its name as it is typed."""
    metadata = Metadata(
        network=NetworkConfig(hidden_sizes=()),
        training=TrainingConfig(),
        dataset=dataset,
        dataset_checksum="",
        created_at="2026-01-01T00:00:00Z",
    )
    save_checkpoint(Checkpoint(network, metadata), folder)
    return str(folder)


def recipe(*teachers: str, share: float = 0.7, epochs: int = 3) -> Recipe:
    settings = {"hidden_sizes": (16,), "epochs": epochs, "batch_size": 50, "validation_size": 200}
    settings |= {"learning_rate": 0.01}
    return Recipe.from_settings({**settings, "teachers": teachers, "teacher_share": share})


def test_targets_are_the_labels_and_the_mean_answer_in_their_shares() -> None:
    teachers = Teachers((always(3), always(5, 0.55)), share=0.5, about=())
    labels = np.array([3, NO_LABEL], np.uint8)
    targets = teachers.teach(one_hot(labels, 10), np.zeros((2, 784), FLOAT), labels)
    # The teachers' mean: (1 + 0.05) / 2 for the 3, 0.55 / 2 for the 5, 0.05 / 2 for the others.
    others = 0.5 * 0.025
    assert targets[0].tolist() == pytest.approx(
        [others, others, others, 0.5 + 0.5 * 0.525, others, 0.5 * 0.275, *[others] * 4], abs=1e-6
    )
    assert targets[1].tolist() == pytest.approx([0.1] * 10), "what is no digit is known for certain"
    assert targets.dtype == FLOAT


def test_a_student_of_a_teacher_alone_answers_as_it_does(few_digits: Dataset, tmp_path: Path) -> None:
    training = start_training(recipe(saved(always(3), tmp_path / "v0001"), share=1.0), few_digits)
    list(training.run())
    answers = training.network.forward(few_digits.test.images.reshape(-1, 784).astype(FLOAT) / 255).outputs
    assert (answers.argmax(axis=1) == 3).mean() > 0.9


def test_an_interrupted_student_resumes_bit_for_bit(few_digits: Dataset, tmp_path: Path) -> None:
    taught = recipe(saved(always(3, 0.8), tmp_path / "v0001"), saved(always(4, 0.6), tmp_path / "v0002"))

    def finished(training: Training) -> list[bytes]:
        list(training.run())
        return [parameter.tobytes() for parameter in training.network.parameters]

    interrupted = start_training(taught, few_digits)
    next(report for report in interrupted.run() if isinstance(report, EpochReport))
    save_state(interrupted.state(), taught.settings(), tmp_path / "state.npz")
    state, settings = load_state(tmp_path / "state.npz")
    assert Recipe.from_settings(settings) == taught
    resumed = start_training(Recipe.from_settings(settings), few_digits)
    resumed.restore(state)
    whole = finished(start_training(taught, few_digits))
    assert finished(resumed) == whole
    assert finished(start_training(replace(taught, teachers=()), few_digits)) != whole


def test_a_version_names_its_teachers_and_the_command_that_makes_it(tmp_path: Path) -> None:
    teachers = [saved(always(3, 0.8), tmp_path / "v0001"), saved(always(3), tmp_path / "v0002")]
    run("train", "--output", tmp_path / "v0003", *TINY, "--teacher", *teachers, "--teacher-share", "0.5")
    values = json.loads((tmp_path / "v0003" / "metadata.json").read_text())
    assert [each["version"] for each in values["teachers"]] == ["v0001", "v0002"]
    assert len({each["checksum"] for each in values["teachers"]}) == 2
    words = shlex.split(values["command"])
    assert words[words.index("--teacher") :][:3] == ["--teacher", "weights/v0001", "weights/v0002"]
    assert words[words.index("--teacher-share") :][:2] == ["--teacher-share", "0.5"]
    assert str(tmp_path) not in values["command"]


def test_teachers_that_do_not_fit_get_a_sentence(few_digits: Dataset, tmp_path: Path) -> None:
    clothes = saved(always(3), tmp_path / "clothes", "fashion-mnist")
    with pytest.raises(ConfigError, match=r"clothes was trained on fashion-mnist, so it can't teach mnist"):
        start_training(recipe(clothes), few_digits)
    with pytest.raises(ConfigError, match=r"teacher_share must be at least 0 and at most 1, not 1\.5"):
        start_training(recipe(share=1.5), few_digits)
    with pytest.raises(CheckpointError, match="nowhere"):
        start_training(recipe(str(tmp_path / "nowhere")), few_digits)
