"""The verdict: little evidence is no digit, some is unsure, and digits are spared as promised."""

import numpy as np
import pytest

from model.arrays import Array
from model.verdict import Thresholds, choose_thresholds, evidence, judge

THRESHOLDS = Thresholds(unsure_below=6.0, not_a_digit_below=4.0)


def logits(*highest: float) -> Array:
    """A row for each number: one class has it, the nine others nothing."""
    rows = np.zeros((len(highest), 10), np.float32)
    rows[:, 3] = highest
    return rows


def test_evidence_is_the_logarithm_of_the_sum() -> None:
    assert evidence(logits(0.0)) == pytest.approx([np.log(10)])  # ten times e^0
    assert evidence(logits(5.0)) == pytest.approx([np.log(np.exp(5) + 9)])
    assert evidence(logits(10_000.0)) == pytest.approx([10_000.0])  # and does not overflow


def test_the_less_evidence_the_less_of_a_digit() -> None:
    assert judge(logits(2.0, 5.0, 9.0), THRESHOLDS) == ["not_a_digit", "unsure", "digit"]


def test_two_digits_alike_are_unsure_whatever_the_evidence() -> None:
    torn = np.array([[20.0, 20.01, 19.0] + [0.0] * 7], np.float32)
    assert judge(torn, THRESHOLDS) == ["unsure"]


def test_without_thresholds_everything_is_a_digit() -> None:
    assert judge(logits(0.0, 9.0), None) == ["digit", "digit"]


def test_thresholds_spare_every_group_as_promised(rng: np.random.Generator) -> None:
    clear, sloppy = logits(*rng.normal(20, 2, 4000)), logits(*rng.normal(12, 2, 4000))
    chosen = choose_thresholds([(clear, 0.02), (sloppy, 0.04)])
    refused = [np.mean([verdict != "digit" for verdict in judge(each, chosen)]) for each in (clear, sloppy)]
    assert refused[0] <= 0.02 and refused[1] == pytest.approx(0.04, abs=0.001)  # the sloppy ones set the limit
    lost = np.mean([verdict == "not_a_digit" for verdict in judge(sloppy, chosen)])
    assert lost == pytest.approx(0.01, abs=0.001)
