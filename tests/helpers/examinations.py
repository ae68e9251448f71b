"""A small examination, measured of a network whose answers are known in advance."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from model.checkpoints.checkpoint import Checkpoint, Metadata
from model.config import NetworkConfig, TrainingConfig
from model.data.catalogue import DATASETS
from model.data.dataset import Dataset, Examples
from model.exams.examination import Examination, examine
from model.exams.pens import PenExam
from model.nn.dense import Dense
from model.nn.network import Network


def sure_of_three(
    labels: list[int], dataset: str = "mnist", *, pens: Sequence[PenExam] = (), **metadata: object
) -> Examination:
    """A network that takes everything for a 3, and the surer the more ink there is; example i has i pixels of ink."""
    info = DATASETS[dataset]
    images = np.zeros((len(labels), *info.image_shape), np.uint8)
    for number, image in enumerate(images):
        image.reshape(-1)[:number] = 255
    examples = Examples(images, np.array(labels, np.uint8))
    inputs = images[0].size
    weights, bias = np.zeros((inputs, info.classes), np.float32), np.zeros(info.classes, np.float32)
    weights[:, 3], bias[3] = 0.5, 1.0
    known: Mapping[str, Any] = {
        "network": NetworkConfig(hidden_sizes=()),
        "training": TrainingConfig(epochs=7),
        "dataset": dataset,
        "dataset_checksum": "0123456789abcdef",
        "created_at": "2026-01-01T00:00:00Z",
        "inputs": inputs,
        "classes": info.classes,
    }
    checkpoint = Checkpoint(Network([Dense(weights, bias)]), Metadata(**known | metadata))
    data = Dataset(dataset, examples, examples, info.classes, info.class_names)
    return examine("v0009", checkpoint, data, pens, drawings_of_a_kind=2)
