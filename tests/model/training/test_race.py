"""Races: the same numbers each time, alone or in company; who runs away stops, and nobody else."""

import itertools

import pytest

from model.config import TrainingConfig
from model.data.dataset import Examples, load_mnist
from model.errors import ConfigError
from model.training.race import (
    HELD_BACK_SIZE,
    SEEN_SIZE,
    STEPS_PER_TURN,
    TRAINING_SIZE,
    Lane,
    LaneReport,
    LaneResult,
    race,
)

STEPS = 60
PLAIN = Lane()
WILD = Lane(activation="tanh", learning_rate=10.0)


@pytest.fixture(scope="module")
def digits() -> tuple[Examples, Examples]:
    """As a race on the server has them."""
    return load_mnist().split(HELD_BACK_SIZE, TRAINING_SIZE)


def figures(reports: list[LaneReport], lane: int) -> list[tuple[object, ...]]:
    """What was said of one lane, whatever its number."""
    return [(type(each), each.step, each.loss, each.accuracy) for each in reports if each.lane == lane]


def test_the_lanes_advance_together_and_each_comes_out(digits: tuple[Examples, Examples]) -> None:
    reports = list(race([PLAIN, Lane(activation="sigmoid")], *digits, steps=STEPS))
    told = [(each.step, each.lane, isinstance(each, LaneResult)) for each in reports]
    steps = [0, STEPS_PER_TURN, 2 * STEPS_PER_TURN, STEPS]
    assert told == [*((step, lane, False) for step in steps for lane in (0, 1)), (STEPS, 0, True), (STEPS, 1, True)]


def test_the_same_seed_gives_the_same_numbers_bit_for_bit_and_another_one_others(
    digits: tuple[Examples, Examples],
) -> None:
    lanes = [PLAIN, Lane(dropout_rate=0.5)]
    first = list(race(lanes, *digits, steps=STEPS))
    assert list(race(lanes, *digits, steps=STEPS)) == first
    assert list(race(lanes, *digits, steps=STEPS, seed=2)) != first


def test_a_lane_has_the_same_numbers_alone_and_in_company(digits: tuple[Examples, Examples]) -> None:
    dropping = Lane(dropout_rate=0.5)
    company = list(race([Lane(activation="tanh"), dropping, WILD], *digits, steps=STEPS))
    assert figures(company, 1) == figures(list(race([dropping], *digits, steps=STEPS)), 0)


def test_it_learns_and_each_setting_makes_a_difference(digits: tuple[Examples, Examples]) -> None:
    others = [Lane(activation="tanh"), Lane(loss="mean_squared_error"), Lane(learning_rate=0.01)]
    for lane in (PLAIN, *others):
        start, *_, result = race([lane], *digits, steps=STEPS)
        assert start.loss is not None and result.loss is not None
        assert result.loss < start.loss
    after = [list(race([lane], *digits, steps=STEPS))[-1] for lane in (PLAIN, *others, Lane(dropout_rate=0.5))]
    assert all(one != other for one, other in itertools.combinations(after, 2))


def test_dropout_is_on_while_learning_and_off_while_measuring(digits: tuple[Examples, Examples]) -> None:
    plain, dropping = (next(race([lane], *digits, steps=STEPS)) for lane in (PLAIN, Lane(dropout_rate=0.5)))
    assert plain == dropping  # before the first step nothing tells them apart


def test_it_is_measured_on_digits_that_no_lane_learns_from(digits: tuple[Examples, Examples]) -> None:
    training, held_back = digits
    result = list(race([PLAIN], training, held_back, steps=STEPS))[-1]
    swapped = list(race([PLAIN], training, training, steps=STEPS))[-1]
    assert isinstance(result, LaneResult)
    assert (result.training_loss, result.training_accuracy) == (swapped.loss, swapped.accuracy)
    assert result.loss != swapped.loss


def test_on_its_way_the_training_loss_is_that_on_digits_it_learns_from(digits: tuple[Examples, Examples]) -> None:
    training, held_back = digits
    reports = list(race([PLAIN], training, held_back, steps=STEPS))[:-1]
    swapped = list(race([PLAIN], training, training.take(slice(SEEN_SIZE)), steps=STEPS))[:-1]
    assert [report.training_loss for report in reports] == [report.loss for report in swapped]


def test_a_lane_that_runs_away_stops_and_the_others_go_on(digits: tuple[Examples, Examples]) -> None:
    reports = list(race([WILD, PLAIN], *digits, steps=300))
    wild = [each for each in reports if each.lane == 0]
    assert [each.ran_away for each in wild[-2:]] == [True, True]
    last = wild[-1]
    assert isinstance(last, LaneResult)
    assert (last.loss, last.accuracy, last.training_loss) == (None, None, None) and last.step < 300
    assert figures(reports, 1) == figures(list(race([PLAIN], *digits, steps=300)), 0)


def test_a_loss_that_is_no_number_is_running_away_too(digits: tuple[Examples, Examples]) -> None:
    class Broken(Lane):
        """Its steps are so long that float32 can't hold the weights."""

        def training(self, *, seed: int = 1, epochs: int = 1) -> TrainingConfig:
            config = super().training(seed=seed, epochs=epochs)
            object.__setattr__(config, "learning_rate", 1e38)
            return config

    *_, last, result = race([Broken()], *digits, steps=STEPS)
    assert last.ran_away and result.ran_away and result.loss is None


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ({"activation": "step"}, "activation"),
        ({"loss": "hinge"}, "loss"),
        ({"learning_rate": 0.0}, "learning_rate"),
        ({"learning_rate": float("nan")}, "learning_rate"),
        ({"learning_rate": 100.5}, "learning_rate"),
        ({"dropout_rate": -0.1}, "dropout_rate"),
        ({"dropout_rate": 0.95}, "dropout_rate"),
    ],
)
def test_impossible_lanes_are_refused_by_name(values: dict[str, object], hint: str) -> None:
    with pytest.raises(ConfigError, match=hint):
        Lane(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("lanes", [0, 5])
def test_a_race_has_one_to_four_lanes(lanes: int, digits: tuple[Examples, Examples]) -> None:
    with pytest.raises(ConfigError, match="1 to 4"):
        next(race([PLAIN] * lanes, *digits))
