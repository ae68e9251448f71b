"""Hyperparameters: impossible values are refused by name, and every field explains itself."""

from typing import Any

import pytest

from model.config import AugmentationConfig, Config, NetworkConfig, TrainingConfig
from model.errors import ConfigError


@pytest.mark.parametrize(
    ("config", "values", "message"),
    [
        (TrainingConfig, {"epochs": 0}, "epochs must be at least 1 and at most 1000, not 0"),
        (TrainingConfig, {"learning_rate": 0.0}, "learning_rate must be more than 0"),
        (TrainingConfig, {"learning_rate": float("nan")}, "learning_rate must be more than 0"),
        (TrainingConfig, {"loss": "hinge"}, "loss must be one of absolute_error, mean_squared_error, cross_entropy"),
        (NetworkConfig, {"dropout_rate": 1.0}, "dropout_rate must be at least 0.0 and less than 1.0, not 1.0"),
        (NetworkConfig, {"hidden_sizes": (0,)}, "hidden_sizes must each be from 1 to 4096"),
        (NetworkConfig, {"hidden_sizes": (1,) * 11}, "at most 10 layers"),
    ],
)
def test_impossible_values_are_refused_by_name(config: type[Config], values: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        config(**values)


@pytest.mark.parametrize("config", [NetworkConfig, AugmentationConfig, TrainingConfig])
def test_every_field_explains_itself_in_a_sentence(config: type[Config]) -> None:
    for entry in config.settings():
        assert entry.metadata["description"].endswith("."), entry.name


def test_pick_takes_what_it_knows() -> None:
    assert NetworkConfig.from_mapping({"hidden_sizes": [3, 2], "epochs": 9}) == NetworkConfig(hidden_sizes=(3, 2))
