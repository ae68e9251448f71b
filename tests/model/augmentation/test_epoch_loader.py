"""What an epoch learns from: all that it promises, another way each epoch, the same way each time it is asked."""

from dataclasses import replace

import numpy as np
import pytest

from model.augmentation.epoch_loader import EpochLoader
from model.augmentation.pen_digits import PenDigits
from model.config import TrainingConfig
from model.data.batches import NO_LABEL
from model.data.dataset import Dataset
from model.preprocessing.framing import to_images

DEFORMATIONS = ("rotation_degrees", "scaling", "shear", "shift_pixels", "elastic_pixels", "thickness")
STILL = dict.fromkeys([*DEFORMATIONS, "styles", "not_digits"], 0.0)


def config(**settings: float) -> TrainingConfig:
    return TrainingConfig.from_mapping(STILL | {"seed": 5} | settings)


@pytest.fixture
def pens() -> PenDigits:
    upright = (np.array([[0.0, 0.0], [0.0, 100.0]]),)
    return PenDigits((upright, upright), np.array([1, 1], np.uint8), np.array(["a", "b"]), "")


def test_without_any_change_they_are_the_training_examples_in_a_new_order(few_digits: Dataset) -> None:
    examples = EpochLoader(config(), few_digits.training).load(1)
    assert not np.array_equal(examples.labels, few_digits.training.labels)
    before, after = (
        sorted((int(label), image.tobytes()) for image, label in zip(each.images, each.labels, strict=True))
        for each in (few_digits.training, examples)
    )
    assert after == before


def test_an_epoch_is_the_same_each_time_and_unlike_the_next(few_digits: Dataset) -> None:
    settings = config(elastic_pixels=0.5, styles=0.5, not_digits=0.1)
    examples = EpochLoader(settings, few_digits.training)
    first, again, second = examples.load(1), EpochLoader(settings, few_digits.training).load(1), examples.load(2)
    assert np.array_equal(first.images, again.images) and np.array_equal(first.labels, again.labels)
    assert not np.array_equal(first.labels, second.labels)


def test_pens_are_inked_as_often_as_asked_and_the_rest_is_no_digit(few_digits: Dataset, pens: PenDigits) -> None:
    examples = EpochLoader(config(pen_inkings=3, not_digits=0.5), few_digits.training.take(slice(4)), pens)
    assert len(examples) == len(examples.load(1)) == 15  # 4 digits, 2 pen digits 3 times, and half as many others
    labels = examples.load(1).labels
    assert np.count_nonzero(labels == NO_LABEL) == 5
    ones = np.count_nonzero(few_digits.training.labels[:4] == 1)
    assert np.count_nonzero(labels == 1) == 6 + ones


def test_a_third_of_what_is_no_digit_is_drawn_by_people_if_they_drew_so_much(
    few_digits: Dataset, pens: PenDigits
) -> None:
    others = replace(pens, labels=np.full(2, NO_LABEL, np.uint8))
    upright = to_images(others.as_served())[0]

    def drawn(digits: int, **settings: float) -> tuple[int, int]:
        """(what is no digit, how much of it is upright lines)."""
        loader = EpochLoader(config(**settings), few_digits.training.take(slice(digits)), None, others)
        examples = loader.load(1)
        assert len(examples) == len(loader)
        pictures = examples.images[examples.labels == NO_LABEL]
        alike = [np.corrcoef(picture.ravel(), upright.ravel())[0, 1] > 0.9 for picture in pictures]
        return len(pictures), sum(alike)

    assert drawn(9, not_digits=1.0) == (9, 3)
    assert drawn(200, not_digits=0.9) == (180, 40), "none is inked more than twenty times"
    assert drawn(9) == (0, 0)


def test_people_have_their_share_but_none_is_inked_more_than_twenty_times(few_digits: Dataset, pens: PenDigits) -> None:
    def inked(digits: int, **settings: float) -> int:
        training = few_digits.training.take(slice(digits))
        labels = EpochLoader(config(**settings), training, pens).load(1).labels
        return int(np.count_nonzero(labels == 1) - np.count_nonzero(training.labels == 1))

    assert inked(9, people_share=0.25) == 3  # of 12
    assert inked(9, people_share=0.0) == 0
    assert inked(400, people_share=0.5) == 40  # of 2 drawings
    assert inked(9, people_share=0.25, pen_inkings=5) == 10


def test_three_processes_share_each_batch_and_its_order_stays(few_digits: Dataset, pens: PenDigits) -> None:
    settings = config(batch_size=100, styles=0.5, shift_pixels=1, not_digits=0.1, people_share=0.1)
    loader = EpochLoader(settings, few_digits.training.take(slice(360)), pens)
    whole = list(loader.parts(2))
    assert [share for _, share in whole] == [1.0] * 5  # 360 digits, 40 inked drawings and 40 others: the last has 40
    ranks = [list(loader.parts(2, rank, 3)) for rank in range(3)]
    for batch, *parts in zip(whole, *ranks, strict=True):
        assert [label for part, _ in parts for label in part.labels] == batch[0].labels.tolist()
        assert sum(share for _, share in parts) == pytest.approx(1.0)
    assert [len(rank[0][0]) for rank in ranks] == [33, 33, 34]
    again = list(loader.parts(2, 1, 3))
    assert all(np.array_equal(one.images, other.images) for (one, _), (other, _) in zip(ranks[1], again, strict=True))
