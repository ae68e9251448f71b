"""Neighbours: which of the examples that a network learned from does it take to be most like this one?

    distance(a, b) = |hidden(a) - hidden(b)|          hidden: the activations of the last hidden layer

The last layer only draws straight lines between the classes, so whatever a network knows about alike and unlike is in
the layer before it: what lies close together there is read alike. To compare a drawing with all 55,000 examples would
move 225 MB for 1024 units. Instead they pass three sieves, each finer than the one before and for fewer of them:

    55,000 -> 64 directions -> 128 candidates -> 256 directions -> 12 finalists -> the whole layer -> 5 neighbours

The last one runs the finalists' images through the network once more. So the distances are exact; only who is a
finalist is nearly certain, and `python -m tests.benchmarks.neighbours` measures how nearly.

Source: Papernot and McDaniel, "Deep k-nearest neighbors", 2018: training examples as the reason for an answer.
"""

import numpy as np

from ..arrays import Array, IntArray
from ..data.dataset import Examples
from ..nn.network import Network
from ..preprocessing.framing import to_inputs
from .index import NeighbourIndex

QUERIES_CHUNK = 16  # each is compared with all examples; more at once would take more memory and no less time


def nearest(
    network: Network, index: NeighbourIndex, examples: Examples, queries: Array, count: int = 5
) -> tuple[IntArray, Array]:
    """Hidden activations (n, units) -> which of `examples` are nearest (n, count), and how far away (n, count).

    The nearest come first. `index` is what `build_index` made of this network and these examples.
    """
    portions = [
        _nearest(network, index, examples, queries[first : first + QUERIES_CHUNK], count)
        for first in range(0, len(queries), QUERIES_CHUNK)
    ]
    return np.concatenate([indices for indices, _ in portions]), np.concatenate([far for _, far in portions])


def _nearest(
    network: Network, index: NeighbourIndex, examples: Examples, queries: Array, count: int
) -> tuple[IntArray, Array]:
    finalists = index.finalists(index.project(queries))
    activations = network.forward(to_inputs(examples.images[finalists.ravel()])).last_hidden
    distances = np.linalg.norm(activations.reshape(*finalists.shape, -1) - queries[:, None], axis=2)
    order = distances.argsort(axis=1, kind="stable")[:, :count]
    return np.take_along_axis(finalists, order, axis=1), np.take_along_axis(distances, order, axis=1)
