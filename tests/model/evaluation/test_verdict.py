"""The verdict: little evidence is no digit, some is unsure, and digits are spared as promised."""

import numpy as np
import pytest

from model.arrays import Array
from model.evaluation.verdict import Thresholds, choose_thresholds, evidence, judge

THRESHOLDS = Thresholds(unsure_below=1.1, not_a_digit_below=0.5)


def logits(*highest: float) -> Array:
    """A row for each number: one class has it, the nine others nothing."""
    rows = np.zeros((len(highest), 10), np.float32)
    rows[:, 3] = highest
    return rows


def test_evidence_is_the_distance_from_all_alike() -> None:
    assert evidence(logits(0.0)) == pytest.approx([0], abs=1e-6)
    assert evidence(logits(1000.0)) == pytest.approx([np.log(10)])  # all the probability on one of ten
    # Two halves: 2 * 0.5 * log(10 * 0.5) = log(5).
    assert evidence(np.array([[60.0, 60.0] + [0.0] * 8], np.float32)) == pytest.approx([np.log(5)])


def test_what_all_logits_share_is_no_evidence() -> None:
    assert evidence(logits(3.0) + 7) == pytest.approx(evidence(logits(3.0)), rel=1e-5)


def test_the_less_evidence_the_less_of_a_digit() -> None:
    # A logit of 3 among nine of 0 has the probability e^3 / (e^3 + 9) = 0.69, which makes 1.0 nats; 2 makes 0.41.
    assert judge(logits(2.0, 3.0, 5.0), THRESHOLDS) == ["not_a_digit", "unsure", "digit"]


def test_without_half_the_probability_it_is_unsure_whatever_the_evidence() -> None:
    torn = np.array([[20.0, 20.01, 19.0] + [0.0] * 7], np.float32)
    assert evidence(torn)[0] > THRESHOLDS.unsure_below
    assert judge(torn, THRESHOLDS) == ["unsure"]


def test_without_thresholds_everything_is_a_digit() -> None:
    assert judge(logits(0.0, 9.0), None) == ["digit", "digit"]


def test_thresholds_spare_every_group_as_promised(rng: np.random.Generator) -> None:
    clear, sloppy = logits(*rng.normal(8, 1, 4000)), logits(*rng.normal(5, 1, 4000))
    chosen = choose_thresholds([(clear, 0.02), (sloppy, 0.04)])
    refused = [np.mean([verdict != "digit" for verdict in judge(each, chosen)]) for each in (clear, sloppy)]
    assert refused[0] <= 0.02 and refused[1] == pytest.approx(0.04, abs=0.001)  # the sloppy ones set the limit
    lost = np.mean([verdict == "not_a_digit" for verdict in judge(sloppy, chosen)])
    assert lost == pytest.approx(0.01, abs=0.001)
