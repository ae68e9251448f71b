"""Teachers: a network learns from what others answer, and not from the labels alone.

    target = (1 - share) * label + share * mean of the teachers' probabilities

A label says that a digit is a 4. A teacher that is 90 % sure of the 4 and leaves the rest to the 9 also says what else
the digit looks like, and of a digit that was deformed beyond recognition that nobody can be sure. So a small network
can come close to a committee that would be too slow to serve. What has no label keeps its target, all ten alike: what
is no digit is known for certain.

Versions are calibrated, so their probabilities are taken as they are. The loss stays the same: its gradient is still
the probabilities minus the targets.

Source: Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from ..arrays import FLOAT, Array, IntArray
from ..checkpoints.checkpoint import identify, load_checkpoint
from ..data.batches import NO_LABEL
from ..data.dataset import Dataset
from ..errors import ConfigError
from ..nn.network import Network

TEACHER_SHARE = 0.7
"""The labels keep some weight, since a teacher errs now and then, but little: what it adds is in its answers."""


@dataclass(frozen=True)
class Teachers:
    """Trained networks, the share of the targets that is theirs, and `about` each its version and checksum."""

    networks: tuple[Network, ...]
    share: float
    about: tuple[Mapping[str, Any], ...]

    @classmethod
    def load(cls, folders: Sequence[str], share: float, dataset: Dataset) -> Self | None:
        """The versions in these folders, which must know `dataset`; None if there are none.

        Raises ConfigError when one was trained on other data or the share is impossible, and CheckpointError when one
        can't be read.
        """
        if not 0 <= share <= 1:
            raise ConfigError(f"teacher_share must be at least 0 and at most 1, not {share}.")
        checkpoints = [(Path(folder), load_checkpoint(Path(folder))) for folder in folders]
        for folder, checkpoint in checkpoints:
            if checkpoint.metadata.dataset != dataset.name:
                raise ConfigError(
                    f"{folder} was trained on {checkpoint.metadata.dataset}, so it can't teach {dataset.name}: "
                    "choose another --teacher."
                )
        about = [identify(folder) for folder, _ in checkpoints]
        networks = tuple(checkpoint.network for _, checkpoint in checkpoints)
        return cls(networks, share, tuple(about)) if networks else None

    def teach(self, targets: Array, inputs: Array, labels: IntArray) -> Array:
        """The targets (batch, classes) of inputs (batch, features), mixed with the teachers' answers."""
        answers = np.mean([network.probabilities(inputs) for network in self.networks], axis=0)
        share = np.where(labels == NO_LABEL, FLOAT(0), FLOAT(self.share))[:, None]
        mixed: Array = targets + share * (answers - targets)
        return mixed
