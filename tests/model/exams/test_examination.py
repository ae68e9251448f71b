"""Exams: the figures, mistakes and bins are those of the examples."""

import math

import pytest

from model.exams.examination import MISTAKES
from tests.helpers.examinations import sure_of_three


def test_everything_is_measured_on_the_test_examples() -> None:
    examined = sure_of_three([3, 3, 8, 3, 5])
    assert examined.evaluation.accuracy == 0.6
    assert [(each.index, each.label, each.prediction) for each in examined.mistakes] == [(4, 5, 3), (2, 8, 3)]
    # Example 4 has four pixels of ink: its logits are 1 + 4 / 2 = 3 for the 3, and 0 for the nine others.
    assert examined.mistakes[0].confidence == pytest.approx(math.exp(3) / (math.exp(3) + 9), abs=1e-6)
    assert sum(each.examples for each in examined.reliability) == 5
    gaps = sum(each.examples * abs(each.confidence - each.accuracy) for each in examined.reliability)
    assert examined.evaluation.calibration_error == pytest.approx(gaps / 5)
    assert (examined.version, examined.parameter_count, examined.pens) == ("v0009", 7850, ())


def test_only_the_surest_mistakes_are_kept() -> None:
    assert [each.index for each in sure_of_three([1] * 30).mistakes] == list(range(29, 29 - MISTAKES, -1))
