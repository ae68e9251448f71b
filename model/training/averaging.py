"""Averaging of weights: what a training ends with becomes the mean of its network and others of the same descent.

    weights = mean of (its own, each of theirs)        layer by layer, and so with the biases

Networks that were trained on from the same weights, each with other data, slants or seeds, lie in one valley of the
loss: their mean is in it too, often nearer to its middle than any of them, and costs no more to serve than one. Of
networks that began with other random weights the mean is nothing: unit 7 of one isn't unit 7 of the other.

Source: Wortsman et al., "Model soups", 2022; Izmailov et al., "Averaging Weights Leads to Wider Optima", 2018.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..checkpoints.checkpoint import load_checkpoint
from ..errors import ConfigError
from ..nn.network import Network


def load_relatives(folders: Sequence[str], network: Network, dataset: str) -> list[Network]:
    """The networks of the versions in these folders, whose weights can be averaged with `network`'s.

    Raises ConfigError when one has other layers or was trained on other data, CheckpointError when one can't be read.
    """
    relatives = []
    for folder in folders:
        checkpoint = load_checkpoint(Path(folder))
        shapes = [array.shape for array in checkpoint.network.parameters]
        if checkpoint.metadata.dataset != dataset or shapes != [array.shape for array in network.parameters]:
            raise ConfigError(
                f"{folder} has other layers or was trained on other data, so its weights can't be averaged with these: "
                "choose another --average-with."
            )
        relatives.append(checkpoint.network)
    return relatives


def average_with(network: Network, relatives: Sequence[Network]) -> None:
    """Lays the mean of all their weights into `network`."""
    for own, *theirs in zip(network.parameters, *(each.parameters for each in relatives), strict=True):
        own[...] = np.mean([own, *theirs], axis=0)
