"""What a sweep decides before and after it trains: what to try, how long, and how many networks become one."""

from pathlib import Path

import numpy as np
import pytest

from model.config import NetworkConfig
from model.errors import ConfigError
from model.nn.network import build_network
from model.sweep.committee import merge_members
from model.sweep.plan import Rung, rungs
from model.sweep.search_space import candidates
from tests.helpers.command_line import run


def test_random_trials_lie_in_their_ranges_and_are_drawn_alike() -> None:
    space = {"learning-rate": ["0.0001..0.1"], "hidden-sizes": ["64,32", "16"], "batch-size": ["32..64"]}
    found = candidates(space, {"epochs": 3}, 200, 1)
    assert found == candidates(space, {"epochs": 3}, 200, 1) != candidates(space, {"epochs": 3}, 200, 2)
    rates = np.array([each["learning_rate"] for each in found])
    assert ((rates >= 0.0001) & (rates <= 0.1)).all()
    assert 0.4 < (rates < 0.00316).mean() < 0.6, "half of them below the middle of the logarithms"
    assert {each["hidden_sizes"] for each in found} == {(64, 32), (16,)}
    assert {each["batch_size"] for each in found} <= set(range(32, 65))
    assert {each["epochs"] for each in found} == {3}
    with pytest.raises(ConfigError):
        candidates({"dropout-rate": ["0..2"]}, {}, 50, 1)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((27, 27, 3, 1), [(1, 27), (3, 9), (9, 3), (27, 1)]),
        ((6, 6, 3, 1), [(2, 6), (6, 2)]),
        ((8, 10, 2, 2), [(2, 8), (5, 4), (10, 2)]),
        ((4, 10, 1, 1), [(10, 4)]),
        ((1, 10, 3, 1), [(10, 1)]),
        ((100, 1, 3, 1), [(1, 100)]),
    ],
)
def test_halving_trains_the_better_ones_longer(
    arguments: tuple[int, int, int, int], expected: list[tuple[int, int]]
) -> None:
    assert rungs(*arguments) == [Rung(*each) for each in expected]


@pytest.mark.parametrize("sizes", [(9,), (9, 7), (5, 6, 7)])
def test_a_committee_says_what_its_members_say_on_average(sizes: tuple[int, ...]) -> None:
    config = NetworkConfig(hidden_sizes=sizes, activation="tanh", dropout_rate=0.0)
    members = [build_network(config, np.random.default_rng(seed)) for seed in range(3)]
    united, described = merge_members(members, config)
    inputs = np.random.default_rng(9).random((20, 784), np.float32)
    expected = np.mean([member.forward(inputs).outputs for member in members], axis=0)
    assert np.abs(united.forward(inputs).outputs - expected).max() < 1e-5
    assert described.hidden_sizes == tuple(3 * size for size in sizes)


def test_a_committee_that_could_not_be_is_refused_before_anything_is_trained(tmp_path: Path) -> None:
    words = ["sweep", "--output", str(tmp_path / "s"), "--try", "seed", "1", "2", "--committee", "2"]
    done = run(*words, "--hidden-sizes", "2100", "--weights", str(tmp_path / "weights"), status=1)
    assert "from 1 to 4096, not [4200]" in done.stderr
    (tmp_path / "file").touch()
    done = run(*words, "--hidden-sizes", "8", "--weights", str(tmp_path / "file"), status=1)
    assert "choose another --weights" in done.stderr
    assert not (tmp_path / "s").exists()
