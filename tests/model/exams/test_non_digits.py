"""The verdict exam: every kind is asked, and what is refused is counted."""

import numpy as np
import pytest

from model.augmentation.non_digits import DRAWINGS
from model.data.dataset import Dataset
from model.evaluation.verdict import Thresholds
from model.exams.non_digits import examine_verdict
from model.nn.dense import Dense
from model.nn.network import Network


@pytest.fixture
def inkblind() -> Network:
    """The more ink, the less evidence: digits have little of it, textures much."""
    weights = np.zeros((784, 10), np.float32)
    weights[:, 3] = -0.1
    return Network([Dense(weights, np.full(10, 20, np.float32) * (np.arange(10) == 3))])


def test_kinds_are_judged_by_the_thresholds(inkblind: Network, few_digits: Dataset) -> None:
    thresholds = Thresholds(unsure_below=1.9, not_a_digit_below=0.5)
    exam = examine_verdict(inkblind, thresholds, few_digits.training, few_digits.test, count=20)
    assert [each.kind for each in exam.kinds] == [*DRAWINGS, "texture"]
    by_kind = {each.kind: each.refused for each in exam.kinds}
    assert by_kind["texture"] > 12 and by_kind["dots"] < 10  # grey all over, or hardly any ink
    assert exam.refused == sum(by_kind.values()) / (20 * len(by_kind))
    assert set(exam.areas) > {"distance from all alike", "largest probability"}
    assert all(0 <= area <= 1 for area in exam.areas.values())


def test_without_thresholds_nothing_is_refused_and_it_is_the_same_exam_each_time(
    inkblind: Network, few_digits: Dataset
) -> None:
    first, again = (examine_verdict(inkblind, None, few_digits.training, few_digits.test, count=3) for _ in range(2))
    assert first == again and first.refused == 0.0
