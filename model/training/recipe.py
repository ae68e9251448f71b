"""A recipe is a whole training written down: network, settings and data, from which the same version comes out.

The command line and the server's training process both follow it: `start_training` gathers what is needed, the caller
drives `training.run()`, and `package` measures the result, once, on the test set and packs it up.
"""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from ..augmentation.pen_digits import HeldBack, PenDigits, held_back_of_each, read_other_files, read_pen_files
from ..checkpoints.checkpoint import Checkpoint, Metadata, identify, now
from ..config import NetworkConfig, TrainingConfig
from ..cpus import available_cpus
from ..data.dataset import Dataset, Examples
from ..errors import ConfigError
from ..evaluation.calibration import apply_temperature, best_temperature
from ..evaluation.evaluate import evaluate, logits_of
from ..evaluation.verdict import Thresholds, choose_thresholds, judge
from ..nn.network import Network, build_network
from .averaging import average_with, load_relatives
from .teachers import TEACHER_SHARE, Teachers
from .trainer import Training

VALIDATION_SPARED, PENS_SPARED = 0.007, 0.015
"""Shares of digits that may be called unsure or no digit at all: of the data set's, and of people's pens."""

SEVERAL = ("pen_digits", "held_back_writers", "not_digit_drawings", "teachers", "averaged_with")
OTHER_SETTINGS = ("dataset", "parent_version", *SEVERAL, "teacher_share", "processes")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What to train, how, and on what.

    `parent_version` names the version whose weights it starts from, if any; `pen_digits` files of drawings to learn
    from beside the data set, of which the `held_back_writers`, given for each file or for all, are only measured on;
    `not_digit_drawings` files of what is no digit. `teachers` are the folders of versions whose answers make up
    `teacher_share` of the targets; with those in `averaged_with` the weights are averaged at the end. The same version
    comes out only with the same number of `processes`.
    """

    network: NetworkConfig = field(default_factory=NetworkConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    dataset: str = "mnist"
    parent_version: str | None = None
    pen_digits: tuple[str, ...] = ()
    held_back_writers: tuple[HeldBack, ...] = (6,)
    not_digit_drawings: tuple[str, ...] = ()
    teachers: tuple[str, ...] = ()
    teacher_share: float = TEACHER_SHARE
    averaged_with: tuple[str, ...] = ()
    processes: int = 1

    def __post_init__(self) -> None:
        if self.processes < 1:
            raise ConfigError(f"processes must be at least 1, not {self.processes}.")
        for name in SEVERAL:
            object.__setattr__(self, name, _as_tuple(getattr(self, name)))
        if self.dataset != "mnist":  # a slash through a shoe, or scribbles that are no aeroplanes, would teach nothing
            training = replace(self.training, styles=0.0, not_digits=0.0)
            object.__setattr__(self, "training", training)

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """One flat mapping of hyperparameters, as they come from the command line or JSON -> a recipe."""
        rest = {name: settings[name] for name in OTHER_SETTINGS if name in settings}
        return cls(network=NetworkConfig.from_mapping(settings), training=TrainingConfig.from_mapping(settings), **rest)

    def settings(self) -> dict[str, Any]:
        """The flat mapping again; `from_settings` reads it back."""
        rest = {name: getattr(self, name) for name in OTHER_SETTINGS}
        return asdict(self.network) | asdict(self.training) | rest

    def pens(self) -> list[tuple[PenDigits, PenDigits]]:
        """(training, held back) of each file of people's digits. Raises DataError when one can't be read."""
        return read_pen_files(self.pen_digits, self.held_back_writers)

    def others(self) -> list[tuple[PenDigits, PenDigits]]:
        """(training, held back) of each file of what is no digit. Raises DataError when one can't be read."""
        return read_other_files(self.not_digit_drawings)


def _as_tuple(value: Any) -> tuple[Any, ...]:
    """What may be a list, as in JSON, or, where there was room for one file only, its name, a number, or None."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str | int) else tuple(value)


def inherited(parent: Metadata) -> dict[str, Any]:
    """The settings that a version trained on from `parent`'s weights can't choose: its layers and their bend."""
    return {"hidden_sizes": parent.network.hidden_sizes, "activation": parent.network.activation}


def start_training(recipe: Recipe, dataset: Dataset, parent: Network | None = None) -> Training:
    """A training that is ready to run: a new network, or a copy of `parent`'s weights in one.

    Raises ConfigError when they don't fit, and DataError or CheckpointError when drawings or versions can't be read.
    """
    training, validation = dataset.split(recipe.training.validation_size, recipe.training.training_size)
    inputs = int(np.prod(training.images.shape[1:]))
    rng = np.random.default_rng(recipe.training.seed)
    network = build_network(recipe.network, rng, inputs=inputs, classes=dataset.classes)
    if parent is not None:
        if [array.shape for array in network.parameters] != [array.shape for array in parent.parameters]:
            raise ConfigError("The parent has other layers than this recipe, so its weights don't fit.")
        for parameter, inherited in zip(network.parameters, parent.parameters, strict=True):
            parameter[...] = inherited
    pens, others = (PenDigits.joined([learned for learned, _ in files]) for files in (recipe.pens(), recipe.others()))
    load_relatives(recipe.averaged_with, network, recipe.dataset)  # now, rather than after hours
    teachers = Teachers.load(recipe.teachers, recipe.teacher_share, dataset)
    return Training(network, recipe.training, training, validation, pens, others, teachers, recipe.processes)


def package(
    training: Training, recipe: Recipe, dataset: Dataset, *, command: str | None = None, notes: Sequence[str] = ()
) -> Checkpoint:
    """Calibrates a trained network, measures it on the test set, and packs it with all that is known about it."""
    pens, others = recipe.pens(), recipe.others()
    held_back, not_digits = _held_back(pens), _held_back(others)
    average_with(training.network, load_relatives(recipe.averaged_with, training.network, recipe.dataset))
    thresholds = _calibrate(training, held_back)
    metadata = Metadata(
        network=recipe.network,
        training=recipe.training,
        dataset=dataset.name,
        dataset_checksum=dataset.checksum,
        created_at=now(),
        inputs=training.network.inputs,
        classes=training.network.classes,
        parent_version=recipe.parent_version,
        processes=recipe.processes,
        command=command,
        seconds=round(sum(report.seconds for report in training.history), 1),
        machine=f"{platform.machine()}, {available_cpus()} cores, NumPy {np.__version__}",
        thresholds=thresholds,
        metrics=_metrics(training, dataset, held_back, not_digits, thresholds),
        pen_digits=_about(recipe.pen_digits, pens, held_back_of_each(recipe.pen_digits, recipe.held_back_writers)),
        not_digit_drawings=_about(
            recipe.not_digit_drawings, others, [len(np.unique(each.writers)) for _, each in others]
        ),
        teachers=training.teachers.about if training.teachers else (),
        averaged_with=tuple(identify(Path(folder)) for folder in recipe.averaged_with),
        history=tuple(training.history),
        notes=(*notes, *_out_of_time(training, recipe)),
    )
    return Checkpoint(training.network, metadata)


def _out_of_time(training: Training, recipe: Recipe) -> list[str]:
    seconds, done, asked = recipe.training.max_seconds, len(training.history), recipe.training.epochs
    return [f"In {seconds:g} s there was time for {done} of {asked} epochs."] if seconds and done < asked else []


def _held_back(files: Sequence[tuple[PenDigits, PenDigits]]) -> Examples | None:
    """The drawings of all files that were not learned from."""
    drawings = PenDigits.joined([held_back for _, held_back in files])
    return drawings.as_examples() if drawings is not None else None


def _calibrate(training: Training, held_back: Examples | None) -> Thresholds:
    """Fits confidence and verdict to digits that were not learned from: those of the data set, and people's pens."""
    network, validation = training.network, training.validation
    digits = [validation] if held_back is None else [validation, held_back]
    logits = np.concatenate([logits_of(network, each) for each in digits])
    apply_temperature(network, best_temperature(logits, np.concatenate([each.labels for each in digits])))
    spared = (VALIDATION_SPARED, PENS_SPARED)
    return choose_thresholds([(logits_of(network, each), share) for each, share in zip(digits, spared, strict=False)])


def _metrics(
    training: Training,
    dataset: Dataset,
    held_back: Examples | None,
    not_digits: Examples | None,
    thresholds: Thresholds,
) -> dict[str, float]:
    test = evaluate(training.network, dataset.test, thresholds=thresholds)
    metrics = {
        "test_accuracy": test.accuracy,
        "test_loss": test.loss,
        "test_calibration_error": test.calibration_error,
        "test_refused": test.refused,
        "validation_accuracy": training.history[-1].validation_accuracy,
    }
    if held_back is not None:
        pens = evaluate(training.network, held_back, thresholds=thresholds)
        metrics |= {
            "pen_accuracy": pens.accuracy,
            "pen_calibration_error": pens.calibration_error,
            "pen_refused": pens.refused,
        }
    if not_digits is not None:
        verdicts = judge(logits_of(training.network, not_digits), thresholds)
        metrics["not_digit_drawings_refused"] = sum(verdict != "digit" for verdict in verdicts) / len(verdicts)
    return metrics


def _about(
    names: Sequence[str], files: Sequence[tuple[PenDigits, PenDigits]], held_back: Sequence[HeldBack]
) -> tuple[dict[str, Any], ...]:
    """What the metadata says of each file of drawings; of their writers it names none that the recipe doesn't."""
    return tuple(
        {
            "file": Path(name).name,
            "checksum": learned.checksum,
            "training_drawings": len(learned),
            "held_back_writers": writers,
        }
        for name, (learned, _), writers in zip(names, files, held_back, strict=True)
    )
