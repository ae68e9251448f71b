"""The pen exam: every condition is asked, and what is right is counted."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from model.arrays import Array
from model.augmentation.pen_digits import HeldBack, PenDigits
from model.evaluation.verdict import Thresholds
from model.exams.pen_conditions import PEN_CONDITIONS
from model.exams.pens import examine_pens, known_writers
from model.nn.dense import Dense
from model.nn.network import ForwardTrace, Network
from tests.helpers.drawings import FOUR, SEVEN, ZERO


def always(label: int) -> Network:
    """Says `label` whatever it sees."""
    bias = np.zeros(10, np.float32)
    bias[label] = 5
    return Network([Dense(np.zeros((784, 10), np.float32), bias)])


@pytest.fixture
def pens() -> PenDigits:
    strokes = tuple(tuple(np.array(stroke) for stroke in digit) for digit in (FOUR, SEVEN, ZERO, SEVEN))
    return PenDigits(strokes, np.array([4, 7, 0, 7], np.uint8), np.array(["a"] * 4), "abc")


def test_right_answers_are_counted_in_every_condition(pens: PenDigits) -> None:
    results = list(examine_pens(always(7), pens))
    assert [each.condition for each in results] == list(PEN_CONDITIONS)
    assert [each.sent_as for each in results] == [each.sent_as for each in PEN_CONDITIONS.values()]
    assert {(each.drawings, each.right, each.accuracy) for each in results} == {(4, 2, 0.5)}


class Remembering(Network):
    """Keeps what it was shown."""

    def __init__(self) -> None:
        super().__init__(always(7).layers)
        self.shown: list[Array] = []

    def forward(self, inputs: Array, *, training: bool = False, rng: np.random.Generator | None = None) -> ForwardTrace:
        self.shown.append(inputs)
        return super().forward(inputs, training=training, rng=rng)


def test_the_exam_is_the_same_each_time_photos_and_all(pens: PenDigits) -> None:
    first, again = Remembering(), Remembering()
    for network in (first, again):
        assert len(list(examine_pens(network, pens))) == len(PEN_CONDITIONS)
    assert all(np.array_equal(one, other) for one, other in zip(first.shown, again.shown, strict=True))


def test_a_condition_is_what_the_network_is_shown() -> None:
    """A network that weighs the right half of the picture against the left one tells which way an upright leans."""
    bar = PenDigits(((np.array([[0.0, 0.0], [0.0, 90.0]]),),), np.array([1], np.uint8), np.array(["a"]), "abc")
    weights = np.zeros((28, 28, 10), np.float32)
    weights[:10, 15:, 1] = 1  # ink above, to the right
    weights[:10, :14, 0] = 1  # ink above, to the left
    network = Network([Dense(weights.reshape(784, 10), np.zeros(10, np.float32))])
    conditions = {name: PEN_CONDITIONS[name] for name in ("leaning right", "leaning left")}
    results = list(examine_pens(network, bar, conditions=conditions))
    assert [(each.condition, each.right) for each in results] == [("leaning right", 1), ("leaning left", 0)]


def test_what_is_refused_is_counted_and_so_is_overconfidence(pens: PenDigits) -> None:
    # Every logit is 0 but one, which is 5: it has the probability e^5 / (e^5 + 9) = 0.943, the nine others 0.0063 each.
    # So the evidence is 0.943 * log(9.43) + 9 * 0.0063 * log(0.063) = 1.96.
    strict = Thresholds(unsure_below=2.0, not_a_digit_below=0.5)
    result = next(examine_pens(always(7), pens, strict))
    assert result.refused == 1.0
    assert result.calibration_error == pytest.approx(0.943 - 0.5, abs=0.001)
    lenient = Thresholds(unsure_below=1.9, not_a_digit_below=0.5)
    assert next(examine_pens(always(7), pens, lenient)).refused == 0.0


def test_writers_that_were_learned_from_are_noticed(pens: PenDigits) -> None:
    learned = [{"checksum": "other"}, {"checksum": "abc", "held_back_writers": 2}]
    file = replace(pens, writers=np.array(["a1", "a2", "b1", "b2"]))

    def known(held_back: HeldBack, about: list[dict[str, Any]] = learned) -> int:
        others, examined = file.split(held_back)
        return known_writers(about, examined, others)

    assert [known(2), known(1), known(3), known("a"), known("b"), known("a2,b1")] == [0, 0, 1, 2, 0, 1]
    by_name = [{"checksum": "abc", "held_back_writers": "a"}]
    assert [known("a", by_name), known(1, by_name)] == [0, 1]
    assert known(2, [{"checksum": "abc"}]) == 2, "none was held back"
    assert known(3, learned[:1]) == known(3, []) == 0
