"""Optimizers: their first steps by hand, and that they find the bottom of a bowl."""

import numpy as np
import pytest

from model.nn.optimizers import SGD, Adam, Momentum, Optimizer


def two_steps(optimizer: Optimizer) -> list[float]:
    """Two steps on one number, from 1.0, with gradients 2.0 and then 1.0, and learning rate 0.1."""
    weights = np.array([[1.0]])
    places = []
    for gradient in (2.0, 1.0):
        optimizer.step([weights], [np.array([[gradient]])], 0.1)
        places.append(weights.item())
    return places


def test_sgd_by_hand() -> None:
    assert two_steps(SGD()) == pytest.approx([1 - 0.1 * 2, 0.8 - 0.1 * 1])


def test_momentum_by_hand() -> None:
    # velocity 2, then 0.5 * 2 + 1 = 2
    assert two_steps(Momentum(momentum=0.5)) == pytest.approx([1 - 0.1 * 2, 0.8 - 0.1 * 2])


def test_adam_by_hand() -> None:
    # beta1 0.5, beta2 0.75. Step 1: mean 1, square 1; corrected 1 / 0.5 = 2 and 1 / 0.25 = 4: step 0.1 * 2 / 2
    # Step 2: mean 0.5 * 1 + 0.5 * 1 = 1, square 0.75 * 1 + 0.25 * 1 = 1; corrected 1 / 0.75 and 1 / 0.4375
    second = 0.1 * (1 / 0.75) / np.sqrt(1 / 0.4375)
    assert two_steps(Adam(beta1=0.5, beta2=0.75, epsilon=0.0)) == pytest.approx([0.9, 0.9 - second])


@pytest.mark.parametrize("kind", [SGD, Momentum, Adam])
def test_weight_decay_shrinks_weights_apart_from_the_gradient_and_spares_biases(kind: type[Optimizer]) -> None:
    weights, bias = np.array([[1.0]]), np.array([1.0])
    kind(weight_decay=0.5).step([weights, bias], [np.zeros((1, 1)), np.zeros(1)], 0.1)
    assert weights.item() == pytest.approx(1 - 0.1 * 0.5)
    assert bias.item() == 1.0


@pytest.mark.parametrize("optimizer", [SGD(), Momentum(), Adam()], ids=["sgd", "momentum", "adam"])
def test_they_find_the_bottom_of_a_bowl_in_float32(optimizer: Optimizer) -> None:
    place = np.array([[3.0, -2.0]], np.float32)
    for _ in range(400):
        optimizer.step([place], [2 * place * np.array([[1, 5]], np.float32)], 0.02)
    assert place.dtype == np.float32
    assert np.abs(place).max() < 0.05
