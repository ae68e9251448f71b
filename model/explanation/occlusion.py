"""Occlusion: what happens to the answer when a patch of the drawing is blanked out?

    drops[tile] = difference(drawing) - difference(drawing without this tile)

It trusts no formula, only the network itself, and so it can check one: where attribution says that much spoke for the
label, blanking it should cost much. Source: Zeiler and Fergus, "Visualizing and understanding convolutional networks",
2014.
"""

import numpy as np

from ..arrays import Array
from ..nn.network import Network

TILE = 4  # pixels on a side: 49 tiles cover 28 x 28


def tiles(picture: Array) -> Array:
    """(28, 28) -> the sum of each tile, (7, 7)."""
    count = picture.shape[0] // TILE
    sums: Array = picture.reshape(count, TILE, count, TILE).sum(axis=(1, 3))
    return sums


def occlude(network: Network, picture: Array, label: int, against: int) -> Array:
    """How far logits[label] - logits[against] falls when each tile (7, 7) of a picture (28, 28) is blanked."""
    inked = np.argwhere(tiles(picture) > 0)  # a blank tile can't be blanked
    blanked = np.repeat(picture[None], len(inked) + 1, axis=0)
    for place, (row, column) in enumerate(inked, start=1):
        blanked[place, row * TILE : (row + 1) * TILE, column * TILE : (column + 1) * TILE] = 0
    logits = network.forward(blanked.reshape(len(blanked), -1)).outputs
    differences = logits[:, label] - logits[:, against]
    drops = np.zeros_like(tiles(picture))
    drops[tuple(inked.T)] = differences[0] - differences[1:]
    return drops


def agreement(shares: Array, drops: Array) -> float | None:
    """The correlation of the tiles' summed shares (28, 28) with their drops (7, 7), over tiles with ink; 1 at best.

    None when there is nothing to compare.
    """
    summed = tiles(shares)
    inked = (summed != 0) | (drops != 0)
    if inked.sum() < 3 or summed[inked].std() == 0 or drops[inked].std() == 0:
        return None
    return float(np.corrcoef(summed[inked], drops[inked])[0, 1])
