"""The neighbour index: where all training examples lie in a network's last hidden layer, as seen from afar.

    activations (n, units) -> (activations - mean) @ directions -> (n, 256), the first 64 of them the coarsest view

The directions are those along which the examples differ most: the eigenvectors of their covariance with the largest
eigenvalues. They are perpendicular, so squared distances along them add up, and a finer look only adds to what a
coarser one has found. Kept are 64 directions in float32 and 192 in float16: 36 MB for 55,000 examples, a sixth of what
1024 units take.

Source: Pearson, "On lines and planes of closest fit to systems of points in space", 1901.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..arrays import FLOAT, Array, IntArray
from ..checkpoints.checkpoint import read_arrays
from ..data.dataset import Examples
from ..errors import CheckpointError
from ..files import replaced
from ..nn.network import Network
from ..preprocessing.framing import to_inputs

COARSE, FINE = 64, 256  # directions
CANDIDATES, FINALISTS = 128, 12
SAMPLE = 10_000  # examples that the directions are found from
EXAMPLES_CHUNK = 1000


@dataclass(frozen=True, eq=False)
class NeighbourIndex:
    """What it takes to find those few of the examples that may be nearest."""

    mean: Array  # (units,)
    directions: Array  # (units, up to FINE), the one along which examples differ most first
    coarse: Array  # (up to COARSE, examples): along the first directions, one direction a row
    lengths: Array  # (examples,): |coarse|^2
    fine: Array  # (examples, up to FINE - COARSE): along the others, float16, as these differ little

    def project(self, activations: Array) -> Array:
        """Activations (n, units) -> where they lie along the directions (n, up to FINE)."""
        return (activations - self.mean) @ self.directions

    def finalists(self, projected: Array) -> IntArray:
        """Where n questions lie -> which examples seem to be nearest, (n, up to FINALISTS) in no order.

        All examples are compared along the coarse directions, the best CANDIDATES of them along the others as well.
        """
        # |p - q|^2 = |p|^2 - 2 p q + |q|^2, and the last term is the same for all examples
        scores = (-2 * projected[:, :COARSE]) @ self.coarse  # (n, examples)
        scores += self.lengths
        candidates = _smallest(scores, CANDIDATES)  # (n, up to CANDIDATES)
        offsets = self.fine[candidates].astype(FLOAT) - projected[:, None, COARSE:]
        finer = np.take_along_axis(scores, candidates, axis=1) + np.square(offsets).sum(axis=2)
        return np.take_along_axis(candidates, _smallest(finer, FINALISTS), axis=1)


def build_index(network: Network, examples: Examples) -> NeighbourIndex:
    """Passes all examples through the network in portions: seconds of work, but next to no memory beside the result."""
    mean, directions = _principal_directions(network, examples)
    count, coarse = directions.shape[1], min(COARSE, directions.shape[1])
    index = NeighbourIndex(
        mean,
        directions,
        coarse=np.empty((coarse, len(examples)), FLOAT),
        lengths=np.empty(len(examples), FLOAT),
        fine=np.empty((len(examples), count - coarse), np.dtype(np.float16)),
    )
    for part in _portions(len(examples)):
        projected = index.project(network.forward(to_inputs(examples.images[part])).last_hidden)
        index.coarse[:, part] = projected[:, :COARSE].T
        index.lengths[part] = np.square(projected[:, :COARSE]).sum(axis=1)
        index.fine[part] = projected[:, COARSE:]
    return index


def _principal_directions(network: Network, examples: Examples) -> tuple[Array, Array]:
    """The mean (units,) and the directions (units, up to FINE) of an even sample of the examples.

    covariance = mean of outer(activations, activations) - outer(mean, mean)

    All are shortened alike, so that the examples' typical spread along the first is 1: float16 ends at 65,504.
    """
    sample = examples.take(np.linspace(0, len(examples) - 1, min(SAMPLE, len(examples))).astype(int))
    units = _units(network)
    total, products = np.zeros(units, FLOAT), np.zeros((units, units), FLOAT)
    for part in _portions(len(sample)):
        activations = network.forward(to_inputs(sample.images[part])).last_hidden
        total += activations.sum(axis=0)
        products += activations.T @ activations
    mean = total / FLOAT(len(sample))
    variances, axes = np.linalg.eigh(products / FLOAT(len(sample)) - np.outer(mean, mean))  # smallest first
    spread = np.sqrt(variances[-1]) if variances[-1] > 0 else FLOAT(1)
    return mean, np.ascontiguousarray(axes[:, ::-1][:, :FINE] / spread)


def _portions(count: int) -> Iterator[slice]:
    for first in range(0, count, EXAMPLES_CHUNK):
        yield slice(first, first + EXAMPLES_CHUNK)


def _smallest(scores: Array, count: int) -> IntArray:
    """Where the `count` smallest numbers of each row are, in no order."""
    count = min(count, scores.shape[1])
    return np.argpartition(scores, count - 1, axis=1)[:, :count]


def _units(network: Network) -> int:
    return int(network.dense_layers[-1].weights.shape[0])


def fingerprint(network: Network) -> str:
    """SHA-256, in hexadecimal, of all parameters: an index belongs to one network, whatever its name."""
    digest = hashlib.sha256()
    for parameter in network.parameters:
        digest.update(np.ascontiguousarray(parameter).data)
    return digest.hexdigest()


def save_index(index: NeighbourIndex, path: Path) -> None:
    """Writes an index in one stroke: a crash leaves no half a file under this name."""
    with replaced(path) as draft, draft.open("wb") as file:
        np.savez(file, allow_pickle=False, **vars(index))


def load_index(path: Path, network: Network, examples: Examples) -> NeighbourIndex:
    """Reads the index of this network and these examples. Raises CheckpointError if it is missing or not that."""
    units, count = _units(network), len(examples)
    directions = min(FINE, units)
    coarse, wide = min(COARSE, directions), np.dtype(FLOAT)
    expected: dict[str, tuple[tuple[int, ...], np.dtype[Any]]] = {
        "mean": ((units,), wide),
        "directions": ((units, directions), wide),
        "coarse": ((coarse, count), wide),
        "lengths": ((count,), wide),
        "fine": ((count, directions - coarse), np.dtype(np.float16)),
    }
    arrays = read_arrays(path)
    if {name: (each.shape, each.dtype) for name, each in arrays.items()} != expected:
        raise CheckpointError(f"{path} is not the index of this network and these examples.")
    if not all(np.isfinite(each).all() for each in arrays.values()):
        raise CheckpointError(f"{path} is damaged: it holds numbers that are not finite.")
    return NeighbourIndex(**arrays)
