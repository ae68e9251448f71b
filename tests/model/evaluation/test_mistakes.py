"""Mistakes: only wrong answers, the surest first."""

import numpy as np

from model.evaluation.mistakes import Mistake, worst_mistakes

# Five answers between three classes; the second and the last are right.
PROBABILITIES = np.array([[0.5, 0.25, 0.25], [0.0, 1.0, 0.0], [0.0, 0.25, 0.75], [0.125, 0.875, 0.0], [0.5, 0.5, 0.0]])
LABELS = np.array([1, 1, 0, 2, 0], np.uint8)


def test_wrong_answers_are_listed_with_what_they_were_and_how_sure() -> None:
    assert worst_mistakes(PROBABILITIES, LABELS, 20) == (
        Mistake(index=3, label=2, prediction=1, confidence=0.875),
        Mistake(index=2, label=0, prediction=2, confidence=0.75),
        Mistake(index=0, label=1, prediction=0, confidence=0.5),
    )


def test_the_list_is_no_longer_than_asked_for_and_empty_without_mistakes() -> None:
    assert [each.index for each in worst_mistakes(PROBABILITIES, LABELS, 2)] == [3, 2]
    assert worst_mistakes(PROBABILITIES, PROBABILITIES.argmax(axis=1), 20) == ()
