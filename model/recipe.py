"""A recipe is a whole training written down: network, settings and data, from which the same version comes out.

The command line and the server's training process both follow it: `begin` gathers what is needed, the caller drives
`training.run()`, and `finish` measures the result, once, on the test set and packs it up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

import numpy as np

from .checkpoint import Checkpoint, Metadata
from .config import NetworkConfig, TrainingConfig
from .dataset import Dataset
from .evaluation import evaluate
from .network import Network, build_network
from .training import Training


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What to train, how, and on what. `parent_version` names the version whose weights it starts from, if any."""

    network: NetworkConfig = field(default_factory=NetworkConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    dataset: str = "mnist"
    parent_version: str | None = None

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """One flat mapping of hyperparameters, as they come from the command line or JSON -> a recipe."""
        rest = {name: settings[name] for name in ("dataset", "parent_version") if name in settings}
        return cls(network=NetworkConfig.pick(settings), training=TrainingConfig.pick(settings), **rest)

    def settings(self) -> dict[str, Any]:
        """The flat mapping again; `from_settings` reads it back."""
        rest = {"dataset": self.dataset, "parent_version": self.parent_version}
        return asdict(self.network) | asdict(self.training) | rest


def begin(recipe: Recipe, dataset: Dataset, parent: Network | None = None) -> Training:
    """A training that is ready to run: a new network, or a copy of `parent`'s weights in one."""
    training, validation = dataset.split(recipe.training.validation_size, recipe.training.training_size)
    inputs = int(np.prod(training.images.shape[1:]))
    rng = np.random.default_rng(recipe.training.seed)
    network = build_network(recipe.network, rng, inputs=inputs, classes=dataset.classes)
    if parent is not None:
        for parameter, inherited in zip(network.parameters, parent.parameters, strict=True):
            parameter[...] = inherited
    return Training(network, recipe.training, training, validation)


def finish(
    training: Training, recipe: Recipe, dataset: Dataset, *, command: str | None = None, notes: Sequence[str] = ()
) -> Checkpoint:
    """Measures a trained network on the test set and packs it with everything that is known about it."""
    test = evaluate(training.network, dataset.test)
    last = training.history[-1]
    metadata = Metadata(
        network=recipe.network,
        training=recipe.training,
        dataset=dataset.name,
        dataset_checksum=dataset.checksum,
        created_at=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
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
        },
        history=tuple(training.history),
        notes=tuple(notes),
    )
    return Checkpoint(training.network, metadata)
