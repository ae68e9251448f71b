"""Presets: settings that go well together, by name, for a start without choosing each.

`one_minute` does fewer epochs where 20 would take longer. `champion` is how v0003 was trained, as far as MNIST and
people's drawings go.
"""

from typing import Any

PRESETS: dict[str, dict[str, Any]] = {
    "one_minute": {"hidden_sizes": [512, 256], "epochs": 20, "learning_rate": 0.002, "max_seconds": 55.0},
    "balanced": {
        "hidden_sizes": [1024, 768],
        "dropout_rate": 0.2,
        "shear": 0.4,
        "elastic_pixels": 0.4,
        "epochs": 60,
        "batch_size": 256,
        "learning_rate": 0.002,
        "weight_decay": 0.02,
    },
    "champion": {
        "hidden_sizes": [1400, 1000, 400],
        "dropout_rate": 0.2,
        "shear": 0.25,
        "elastic_pixels": 0.5,
        "epochs": 300,
        "batch_size": 256,
        "learning_rate": 0.002,
        "warmup_epochs": 2.0,
        "weight_decay": 0.02,
        "people_share": 0.24,
        "not_digits": 0.10528,
        "validation_size": 2000,
    },
}
