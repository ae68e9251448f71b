"""What can go wrong in `model`, as one tree, so that a caller catches as much or as little as it means to.

    ModelError
    ├── ConfigError       a hyperparameter outside its bounds (also a ValueError)
    ├── ShapeError        an array that doesn't fit where it was put (also a ValueError)
    ├── CheckpointError   a saved network that is missing, damaged or from the future
    ├── DivergedError     training whose loss is no longer a finite number
    ├── TrainingError     training that has lost one of its processes
    ├── DataError         a data set that is missing, damaged or not what it says
    ├── ReportError       a report that can't be written where it was asked for
    ├── ExportError       a version that can't become the file that was asked for
    └── SweepError        a sweep that can't be begun, or can't go on

Every message is a sentence that says what to do about it.
"""


class ModelError(Exception):
    """Base of all errors that `model` raises on purpose."""


class ConfigError(ModelError, ValueError):
    """A hyperparameter outside its bounds; the message names the field and the allowed range."""


class ShapeError(ModelError, ValueError):
    """An array whose shape or values don't fit; the message names what was expected and what came."""


class CheckpointError(ModelError):
    """A checkpoint that can't be read; the message names the file and the reason."""


class DivergedError(ModelError):
    """A loss that is infinite or not a number; the message says which setting to change."""


class TrainingError(ModelError):
    """Training that can't go on where it runs; the message says what to change."""


class DataError(ModelError):
    """Data that is missing, damaged or not what it says; the message names the remedy."""


class ReportError(ModelError):
    """A report that can't be written; the message names the file and the reason."""


class ExportError(ModelError):
    """A version that can't become the file that was asked for; the message names the reason and another way."""


class SweepError(ModelError):
    """A sweep that can't be begun or can't go on; the message says what to change."""
