"""The gradient down to the pixels, against central differences; and what fools a network, or pleases it."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from app.settings import ROOT
from model.arrays import Array
from model.checkpoints.checkpoint import load_checkpoint
from model.config import NetworkConfig
from model.data.dataset import load_mnist_test
from model.explanation.counterfactual import lead_gradient
from model.explanation.pixel_steps import DREAM_STEPS, MOST_PIXELS, dream, fool, liking_gradient
from model.nn.dense import Dense
from model.nn.network import Network, assemble
from model.preprocessing.framing import to_inputs

NETWORKS = ("classroom-relu", "classroom-sigmoid", "classroom-tanh")


def network(name: str) -> Network:
    return load_checkpoint(Path(ROOT) / "weights" / name).network


def digit(place: int = 0) -> Array:
    return to_inputs(load_mnist_test().images[place : place + 1])


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
def test_the_gradients_are_those_of_central_differences(activation: str) -> None:
    rng = np.random.default_rng(3)
    sizes = (784, 6, 5, 10)
    layers = [Dense(rng.normal(0, 0.3, pair), rng.normal(0, 0.3, pair[1])) for pair in pairwise(sizes)]
    config = NetworkConfig(hidden_sizes=(6, 5), activation=activation, dropout_rate=0.0)  # type: ignore[arg-type]
    subject, inputs = assemble(config, layers), rng.uniform(0, 1, (1, 784))
    trace = subject.forward(inputs)
    label, other = np.argsort(-trace.outputs[0])[:2]

    def lead(pixels: Array) -> tuple[float, float]:
        logits = subject.forward(pixels).outputs[0]
        return float(logits[other] - logits[label]), float(logits[3] - np.delete(logits, 3).mean())

    gradients = lead_gradient(subject, trace, int(label)), liking_gradient(subject, trace, 3)
    for pixel in rng.integers(0, 784, 40):
        nudge = np.zeros((1, 784))
        nudge[0, pixel] = 1e-6
        above, below = lead(inputs + nudge), lead(inputs - nudge)
        expected = [(high - low) / 2e-6 for high, low in zip(above, below, strict=True)]
        assert [gradient[pixel] for gradient in gradients] == pytest.approx(expected, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_few_pixels_fool_a_network_and_not_one_less(name: str) -> None:
    subject, inputs = network(name), digit()
    label, changes = int(subject.forward(inputs).outputs.argmax()), fool(subject, inputs)
    assert 1 <= len(changes) <= 12
    picture = inputs.copy()
    for number, change in enumerate(changes, start=1):
        assert change.ink in (0, 1) and picture[0, change.pixel] != change.ink
        picture[0, change.pixel] = change.ink
        outputs = subject.forward(picture).outputs[0]
        assert change.logits == pytest.approx(outputs, rel=1e-5)
        assert (int(outputs.argmax()) != label) == (number == len(changes))


@pytest.mark.parametrize(("name", "place"), [("classroom-relu", 69), ("classroom-tanh", 101)])
def test_no_pixel_is_changed_twice(name: str, place: int) -> None:
    pixels = [change.pixel for change in fool(network(name), digit(place))]
    assert len(pixels) == len(set(pixels)) > 0


def test_a_network_that_hears_nothing_is_not_fooled() -> None:
    deaf = assemble(
        NetworkConfig(hidden_sizes=(), dropout_rate=0.0), [Dense(np.zeros((784, 10)), np.arange(10, dtype=float))]
    )
    assert fool(deaf, digit()) == [] and MOST_PIXELS < 50


@pytest.mark.parametrize("name", NETWORKS)
def test_a_dream_is_a_picture_that_the_network_reads_as_it_wishes(name: str) -> None:
    subject, start = network(name), digit()
    for wanted in (2, 3, 9):
        steps = dream(subject, start, wanted)
        assert len(steps) == 1 + DREAM_STEPS and (steps[0].picture == start[0]).all()
        assert all(step.picture.min() >= 0 and step.picture.max() <= 1 for step in steps)
        assert steps[-1].logits.argmax() == wanted
        assert subject.forward(steps[-1].picture[None]).outputs[0] == pytest.approx(steps[-1].logits, rel=1e-4)
