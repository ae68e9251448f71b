"""Verdict exam: is what is no digit told from what is one, and by which evidence best?

Fresh drawings of every kind in not_digits, none of which the network has learned from, against the digits of the test
set. How well some evidence tells the two apart, whatever the threshold, is the area under its ROC curve: the
probability that a digit, drawn by lot, has more of it than a scribble.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..arrays import Array
from ..augmentation.non_digits import DRAWINGS, inked, textures
from ..data.dataset import Examples
from ..evaluation.metrics import area_under_roc
from ..evaluation.verdict import Thresholds, evidence, judge
from ..nn.activations import softmax
from ..nn.network import ForwardTrace, Network
from ..preprocessing.framing import to_inputs

DRAWINGS_PER_KIND = 200
CLOUD_EXAMPLES = 5000  # training examples whose activations stand for their class
SEED = 2**32  # no training can have this one


@dataclass(frozen=True)
class KindResult:
    """Of the `drawings` of one kind, how many were `refused`: not called a digit."""

    kind: str
    drawings: int
    refused: int


@dataclass(frozen=True)
class VerdictExam:
    """How each kind fared, and the area under the ROC curve, by the name of the evidence."""

    kinds: tuple[KindResult, ...]
    areas: Mapping[str, float]

    @property
    def refused(self) -> float:
        """The share of all drawings that were refused."""
        return sum(each.refused for each in self.kinds) / sum(each.drawings for each in self.kinds)


def examine_verdict(
    network: Network,
    thresholds: Thresholds | None,
    training: Examples,
    test: Examples,
    count: int = DRAWINGS_PER_KIND,
    drawn: Mapping[str, Array] | None = None,
) -> VerdictExam:
    """Judges `count` drawings of each kind, and what people have `drawn`, framed pictures (n, 28, 28) by kind.

    Compares the evidence for them with that for the `test` digits.
    """
    kinds = {**not_digits(count), **(drawn or {})}
    traces = {kind: network.forward(pictures.reshape(len(pictures), -1)) for kind, pictures in kinds.items()}
    results = _judged({kind: trace.outputs for kind, trace in traces.items()}, thresholds)
    digits = network.forward(to_inputs(test.images))
    areas = {
        name: area_under_roc(measure(digits), np.concatenate([measure(trace) for trace in traces.values()]))
        for name, measure in _evidences(network, training).items()
    }
    return VerdictExam(results, areas)


def refusals(network: Network, thresholds: Thresholds | None, count: int) -> tuple[KindResult, ...]:
    """Of `count` drawings of each kind, how many the network refuses; the same drawings for every network."""
    logits = {
        kind: network.forward(pictures.reshape(count, -1)).outputs for kind, pictures in not_digits(count).items()
    }
    return _judged(logits, thresholds)


def _judged(logits: Mapping[str, Array], thresholds: Thresholds | None) -> tuple[KindResult, ...]:
    return tuple(
        KindResult(kind, len(each), sum(verdict != "digit" for verdict in judge(each, thresholds)))
        for kind, each in logits.items()
    )


@lru_cache(maxsize=2)
def not_digits(count: int) -> dict[str, Array]:
    """By kind, framed pictures (count, 28, 28), always the same."""
    rng = np.random.default_rng(SEED)
    pictures = {kind: inked([draw(rng) for _ in range(count)], rng) for kind, draw in DRAWINGS.items()}
    return pictures | {"texture": textures(count, rng)}


def _evidences(network: Network, training: Examples) -> dict[str, Callable[[ForwardTrace], Array]]:
    """What a network could go by, each a function of a trace that is large for digits: (n,)."""
    clouds = _class_clouds(network, training.take(slice(CLOUD_EXAMPLES)))
    return {
        "distance from all alike": lambda trace: evidence(trace.outputs),
        "sum of exp(logits)": lambda trace: np.logaddexp.reduce(trace.outputs, axis=1),
        "largest probability": lambda trace: softmax(trace.outputs).max(axis=1),
        "nearness to a class cloud": lambda trace: (_directions(trace) @ clouds.T).max(axis=1),
        "length of the last hidden layer": lambda trace: np.linalg.norm(trace.last_hidden, axis=1),
    }


def _class_clouds(network: Network, training: Examples) -> Array:
    """The middle of each class in the last hidden layer, as a direction: (classes, units)."""
    directions = _directions(network.forward(to_inputs(training.images)))
    return np.stack([directions[training.labels == label].mean(axis=0) for label in np.unique(training.labels)])


def _directions(trace: ForwardTrace) -> Array:
    """The last hidden layer's activations, (n, units), each row scaled to length 1."""
    hidden = trace.last_hidden
    directions: Array = hidden / np.maximum(np.linalg.norm(hidden, axis=1, keepdims=True), 1e-6)
    return directions
