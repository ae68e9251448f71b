"""Trainings as benchmarks time them: nothing but steps, or with the images deformed as well."""

import numpy as np

from model.config import NetworkConfig, TrainingConfig
from model.data.dataset import Examples
from model.nn.network import build_network
from model.training.trainer import Training

NAMES = ("rotation_degrees", "scaling", "shear", "shift_pixels", "elastic_pixels", "thickness", "styles", "not_digits")
PLAIN = dict.fromkeys(NAMES, 0.0)
LIKE_A_VERSION = {name: getattr(TrainingConfig(), name) for name in NAMES}
DEFORMED = {name: getattr(TrainingConfig(), name) for name in NAMES[:6]}


def a_training(hidden, batch, examples, *, optimizer="momentum", processes=1, **changed):
    """A training of a 784-hidden-10 network, plain where nothing else is said."""
    settings = PLAIN | {"weight_decay": 0.0, "schedule": "constant", "epochs": 1000} | changed
    config = TrainingConfig(batch_size=batch, optimizer=optimizer, **settings)
    network = build_network(NetworkConfig(hidden_sizes=hidden, dropout_rate=0.0), np.random.default_rng(1))
    validation = Examples(examples.images[:100], examples.labels[:100])
    return Training(network, config, examples, validation, processes=processes)


def shape(hidden):
    """784-hidden-10 in words."""
    return "-".join(map(str, (784, *hidden, 10)))
