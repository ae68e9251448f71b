"""A recipe is a whole training written down: network, settings and data, from which the same version comes out.

The command line and the server's training process both follow it: `begin` gathers what is needed, the caller drives
`training.run()`, and `finish` measures the result, once, on the test set and packs it up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np

from .checkpoint import Checkpoint, Metadata, now
from .config import NetworkConfig, TrainingConfig
from .dataset import Dataset
from .errors import ConfigError
from .evaluation import evaluate
from .metrics import accuracy
from .network import Network, build_network
from .pen_digits import PenDigits, read_pen_digits
from .training import Training

OTHER_SETTINGS = ("dataset", "parent_version", "pen_digits", "held_back_writers")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What to train, how, and on what.

    `parent_version` names the version whose weights it starts from, if any; `pen_digits` a file of drawings to learn
    from beside the data set, of which the last `held_back_writers` are only measured on.
    """

    network: NetworkConfig = field(default_factory=NetworkConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    dataset: str = "mnist"
    parent_version: str | None = None
    pen_digits: str | None = None
    held_back_writers: int = 6

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """One flat mapping of hyperparameters, as they come from the command line or JSON -> a recipe."""
        rest = {name: settings[name] for name in OTHER_SETTINGS if name in settings}
        return cls(network=NetworkConfig.pick(settings), training=TrainingConfig.pick(settings), **rest)

    def settings(self) -> dict[str, Any]:
        """The flat mapping again; `from_settings` reads it back."""
        rest = {name: getattr(self, name) for name in OTHER_SETTINGS}
        return asdict(self.network) | asdict(self.training) | rest

    def pens(self) -> tuple[PenDigits, PenDigits] | None:
        """(training, held back) of the drawings, or None. Raises DataError when the file can't be read."""
        if self.pen_digits is None:
            return None
        return read_pen_digits(Path(self.pen_digits)).split(self.held_back_writers)


def inherited(parent: Metadata) -> dict[str, Any]:
    """The settings that a version trained on from `parent`'s weights can't choose: its layers and their bend."""
    return {"hidden_sizes": parent.network.hidden_sizes, "activation": parent.network.activation}


def begin(recipe: Recipe, dataset: Dataset, parent: Network | None = None) -> Training:
    """A training that is ready to run: a new network, or a copy of `parent`'s weights in one.

    Raises ConfigError when they don't fit, and DataError when pen digits can't be read.
    """
    training, validation = dataset.split(recipe.training.validation_size, recipe.training.training_size)
    inputs = int(np.prod(training.images.shape[1:]))
    rng = np.random.default_rng(recipe.training.seed)
    network = build_network(recipe.network, rng, inputs=inputs, classes=dataset.classes)
    if parent is not None:
        if [each.shape for each in network.parameters] != [each.shape for each in parent.parameters]:
            raise ConfigError("The parent has other layers than this recipe, so its weights don't fit.")
        for parameter, inherited in zip(network.parameters, parent.parameters, strict=True):
            parameter[...] = inherited
    pens = recipe.pens()
    return Training(network, recipe.training, training, validation, pens[0] if pens else None)


def finish(
    training: Training, recipe: Recipe, dataset: Dataset, *, command: str | None = None, notes: Sequence[str] = ()
) -> Checkpoint:
    """Measures a trained network on the test set and packs it with everything that is known about it."""
    test = evaluate(training.network, dataset.test)
    last = training.history[-1]
    pen_metrics, pen_digits = _measure_pens(training.network, recipe)
    metadata = Metadata(
        network=recipe.network,
        training=recipe.training,
        dataset=dataset.name,
        dataset_checksum=dataset.checksum,
        created_at=now(),
        inputs=training.network.inputs,
        classes=training.network.classes,
        parent_version=recipe.parent_version,
        command=command,
        seconds=round(sum(report.seconds for report in training.history), 1),
        metrics={
            "test_accuracy": test.accuracy,
            "test_loss": test.loss,
            "test_calibration_error": test.calibration_error,
            "validation_accuracy": last.validation_accuracy,
        }
        | pen_metrics,
        pen_digits=pen_digits,
        history=tuple(training.history),
        notes=tuple(notes),
    )
    return Checkpoint(training.network, metadata)


def _measure_pens(network: Network, recipe: Recipe) -> tuple[dict[str, float], dict[str, Any] | None]:
    """How much of the held-back writers' drawings is read, and what the metadata says of the file."""
    pens = recipe.pens()
    if pens is None:
        return {}, None
    learned, held_back = pens
    said: dict[str, Any] = {"file": Path(str(recipe.pen_digits)).name, "checksum": learned.checksum}
    said |= {"training_drawings": len(learned), "held_back_writers": recipe.held_back_writers}
    if not len(held_back):
        return {}, said
    predictions = network.probabilities(held_back.as_served().reshape(len(held_back), -1)).argmax(axis=1)
    return {"pen_accuracy": accuracy(predictions, held_back.labels)}, said
