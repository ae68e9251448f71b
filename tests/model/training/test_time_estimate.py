"""How long a training takes: the formula worked by hand, and a measured machine that is neither idle nor a miracle."""

import pytest

from model.data.dataset import Dataset
from model.training.recipe import Recipe
from model.training.time_estimate import (
    DEFORMATIONS,
    FIXED_SECONDS,
    GAIN,
    START_SECONDS,
    Speed,
    best_processes,
    measure_speed,
    training_seconds,
)

STILL = dict.fromkeys([*DEFORMATIONS, "styles", "not_digits"], 0.0)
NOTHING = {"step": 0.0, "multiply_add": 0.0, "unit": 0.0, "move": 0.0, "bend": 0.0, "thicken": 0.0, "style": 0.0}
ADAM = {"adam": 0.0, "sgd": 0.0, "momentum": 0.0}


def seconds(speed: dict[str, float], drawings: int = 0, **settings: float) -> float:
    recipe = Recipe.from_settings(STILL | {"hidden_sizes": (), "validation_size": 100} | settings)
    return training_seconds(recipe, Speed(**NOTHING | {"ink": 0.0} | speed, update=ADAM), 1100, drawings)[0]


def test_steps_count_and_so_does_measuring() -> None:
    # 784 inputs and 10 outputs are two "layers" at 0.5 s: 1 s a step; 10 steps of 100, and a quarter step to measure.
    assert seconds({"step": 0.5}, epochs=3, batch_size=100) == pytest.approx(FIXED_SECONDS + 3 * 10.25)


def test_processes_share_pictures_and_steps_but_not_the_measuring() -> None:
    # An epoch: 1,000 digits at 0.01 s to move are 10 s, 10 steps of 3 s are 30 s, a quarter step to measure 0.75 s.
    work = {"step": 1.5, "move": 0.01}
    alone, three = (
        seconds(work, epochs=2, batch_size=100, shift_pixels=1, processes=processes) for processes in (1, 3)
    )
    assert alone == pytest.approx(FIXED_SECONDS + 2 * 40.75)
    assert three == pytest.approx(FIXED_SECONDS + START_SECONDS + 2 * (40 / (1 + 2 * GAIN) + 0.75))


def test_a_time_limit_is_the_most_that_epochs_take() -> None:
    assert seconds({"step": 0.5}, epochs=3, batch_size=100, max_seconds=20.0) == pytest.approx(FIXED_SECONDS + 20)


def test_work_is_shared_where_that_pays() -> None:
    def best(most: int = 2, **settings: object) -> int:
        return best_processes(Recipe.from_settings(settings), 60_000, most)

    assert best() == 2
    assert best(1) == 1  # processor
    assert best(16) == 4  # parts of 32 of a batch of 128
    assert best(epochs=1, training_size=2000) == 1  # over sooner than others have started
    assert best(**STILL, hidden_sizes=(16,)) == 1  # they would mostly wait for each other
    assert best(**STILL, hidden_sizes=(800, 800)) == 2


def test_peoples_drawings_are_inked_twenty_times_at_most() -> None:
    assert seconds({"ink": 1.0}, drawings=10, epochs=1, people_share=0.5) == pytest.approx(FIXED_SECONDS + 10 * 20)
    assert seconds({"ink": 1.0}, drawings=900, epochs=1, people_share=0.2) == pytest.approx(FIXED_SECONDS + 250)


def test_a_measured_machine_takes_longer_for_more(mnist: Dataset) -> None:
    speed = measure_speed(mnist)
    assert all(rate >= 0 for rate in speed.update.values())
    assert speed.ink > speed.move > 0
    small, large = (
        training_seconds(Recipe.from_settings({"hidden_sizes": sizes}), speed, 60_000)[0] for sizes in ((32,), (2000,))
    )
    assert large > small  # by how much is the machine's affair
