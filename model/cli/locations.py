"""Where the data sets and the versions lie that the arguments of a command name."""

from argparse import Namespace
from pathlib import Path

from ..checkpoints.versions import champion_dir
from ..data.dataset import Dataset, load_dataset
from ..project import weights_folder


def load(name: str, arguments: Namespace) -> Dataset:
    """The data set of this name. Raises DataError when it isn't there."""
    return load_dataset(name, data_folder(name, arguments))


def data_folder(name: str, arguments: Namespace) -> Path | None:
    """Where a data set's files lie; None for MNIST, which is shipped."""
    return None if name == "mnist" else arguments.data_dir / "datasets" / name


def checkpoint_dir(arguments: Namespace) -> Path:
    """The version's folder that the arguments name, or else the champion's."""
    named: Path | None = arguments.checkpoint
    return named or champion_dir(weights_folder())
