"""Losses: their values by hand, and that no logit is too large for them."""

import math

import numpy as np
import pytest

from model.errors import ShapeError
from model.nn.activations import Sigmoid, softmax
from model.nn.losses import LOSSES, AbsoluteError, MeanSquaredError, SoftmaxCrossEntropy


def test_values_by_hand() -> None:
    # y_predict = [0.7, 0.1], y = [1, 0]: misses 0.3 and 0.1
    outputs, targets = np.array([[0.7, 0.1]]), np.array([[1.0, 0.0]])
    assert AbsoluteError().value(outputs, targets) == pytest.approx((0.3 + 0.1) / 2)
    assert MeanSquaredError().value(outputs, targets) == pytest.approx((0.09 + 0.01) / 2)
    # equal logits: each of two classes has probability 1/2, so the loss is log 2
    assert SoftmaxCrossEntropy().value(np.zeros((1, 2)), targets) == pytest.approx(math.log(2))


@pytest.mark.parametrize("name", LOSSES)
def test_huge_logits_neither_overflow_nor_lose_the_answer(name: str) -> None:
    logits = np.array([[1e4, -1e4, 0.0]], np.float32)
    right, wrong = np.array([[1, 0, 0]], np.float32), np.array([[0, 1, 0]], np.float32)
    assert LOSSES[name].value(logits, right) == pytest.approx(0.0, abs=1e-6)
    assert LOSSES[name].value(logits, wrong) > 0.4
    assert np.isfinite(LOSSES[name].gradient(logits, wrong)).all()


@pytest.mark.parametrize("name", LOSSES)
def test_float32_stays_float32(name: str) -> None:
    logits, targets = np.ones((2, 3), np.float32), np.eye(3, dtype=np.float32)[:2]
    assert LOSSES[name].gradient(logits, targets).dtype == np.float32


def test_different_shapes_are_refused() -> None:
    with pytest.raises(ShapeError, match="same shape"):
        AbsoluteError().value(np.zeros((2, 1)), np.zeros((1, 2)))


def test_softmax_and_sigmoid_survive_any_finite_number() -> None:
    extremes = np.array([[-1e30, 0.0, 1e30]], np.float32)
    assert softmax(extremes).tolist() == [[0.0, 0.0, 1.0]]
    assert Sigmoid().function(extremes).tolist() == [[0.0, 0.5, 1.0]]
