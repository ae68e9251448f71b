"""Metrics by hand."""

import numpy as np
import pytest

from model.evaluation.metrics import accuracy, area_under_roc, calibration_error, confusion_matrix, reliability_bins


def test_accuracy_and_confusion() -> None:
    predictions, labels = np.array([0, 1, 1, 2]), np.array([0, 1, 2, 2], np.uint8)
    assert accuracy(predictions, labels) == 0.75
    assert confusion_matrix(predictions, labels, 3).tolist() == [[1, 0, 0], [0, 1, 0], [0, 1, 1]]


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    # Ten answers at 80 %, six of them right: the gap is 0.2. Then eight right: none.
    probabilities = np.tile([0.8, 0.2], (10, 1))
    assert calibration_error(probabilities, np.array([0] * 6 + [1] * 4)) == pytest.approx(0.2)
    assert calibration_error(probabilities, np.array([0] * 8 + [1] * 2)) == pytest.approx(0.0)


def test_gaps_in_different_bins_do_not_cancel() -> None:
    # Half the answers at 100 % and all wrong, half at 60 % and all right: gaps 1.0 and 0.4, each with weight 1/2
    probabilities = np.array([[1.0, 0.0]] * 5 + [[0.6, 0.4]] * 5)
    assert calibration_error(probabilities, np.array([1] * 5 + [0] * 5)) == pytest.approx(0.7)


def test_reliability_bins_hold_answers_of_like_confidence_and_leave_out_empty_ones() -> None:
    # Of four bins, 0.6 and 0.7 fall into the third, 0.8 and 1.0 into the last; nothing is below a half.
    probabilities = np.array([[0.6, 0.4], [0.3, 0.7], [0.8, 0.2], [1.0, 0.0]])
    middle, last = reliability_bins(probabilities, np.array([0, 0, 0, 0]), bins=4)
    assert (middle.low, middle.high, middle.examples, middle.accuracy) == (0.5, 0.75, 2, 0.5)
    assert (last.low, last.high, last.examples, last.accuracy) == (0.75, 1.0, 2, 1.0)
    assert (middle.confidence, last.confidence) == (pytest.approx(0.65), pytest.approx(0.9))


def test_area_under_roc_is_the_chance_of_a_member_to_win() -> None:
    # Of 2 x 3 pairs, 3 beats 1 and 2, 5 beats all three, and 3 against 3 counts half: 5.5 of 6.
    assert area_under_roc(np.array([3.0, 5.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx(5.5 / 6)
    assert area_under_roc(np.array([2.0, 3.0]), np.array([0.0, 1.0])) == 1.0
    assert area_under_roc(np.array([1.0, 1.0]), np.array([1.0])) == 0.5
