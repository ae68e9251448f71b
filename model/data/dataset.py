"""Data sets: the pictures that a network learns from, each with its right answer.

| data set             | stored as                         | one image   | its numbers, uint8         |
| -------------------- | --------------------------------- | ----------- | -------------------------- |
| MNIST                | `data/mnist.npz`, shipped         | (28, 28)    | 0 = paper, 255 = full ink  |
| MNIST, Fashion-MNIST | four IDX files, plain or gzipped  | (28, 28)    | 0 = paper, 255 = full ink  |
| CIFAR-10, CIFAR-100  | one tar.gz of records of one size | (32, 32, 3) | 0 to 255, red, green, blue |

How their files are laid out is told in `formats`. Sources: LeCun, Cortes and Burges, "The MNIST database of
handwritten digits"; Krizhevsky, "Learning Multiple Layers of Features from Tiny Images" (2009).
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from ..arrays import ImageArray, IntArray
from ..errors import ConfigError, DataError, ShapeError
from ..files import replaced
from .catalogue import DATASETS, DatasetInfo
from .formats import read_idx, read_npz, read_records

MNIST_PATH = Path(__file__).parent / "mnist.npz"
_NPZ_KEYS = ("x_train", "y_train", "x_test", "y_test")
_CIFAR_MEMBERS = {  # the files of training records, then the one of test records
    "cifar10": [
        *(f"cifar-10-batches-bin/data_batch_{n}.bin" for n in range(1, 6)),
        "cifar-10-batches-bin/test_batch.bin",
    ],
    "cifar100": ["cifar-100-binary/train.bin", "cifar-100-binary/test.bin"],
}
_CIFAR_LABEL_BYTES = {"cifar10": 1, "cifar100": 2}


@dataclass(frozen=True, eq=False)
class Examples:
    """`images` (n, height, width[, channels]) and `labels` (n,), uint8 and read-only. Else a ShapeError."""

    images: ImageArray
    labels: ImageArray

    def __post_init__(self) -> None:
        if self.images.dtype != np.uint8 or self.labels.dtype != np.uint8:
            raise ShapeError(f"images, labels must be uint8, not {self.images.dtype}, {self.labels.dtype}.")
        if self.images.ndim not in (3, 4) or self.labels.shape != self.images.shape[:1]:
            shapes = f"{self.images.shape} and {self.labels.shape}"
            raise ShapeError(f"images must be (n, height, width[, channels]), labels (n,), not {shapes}.")
        for name in ("images", "labels"):
            view = getattr(self, name).view()  # of its own, so that the caller's array stays writeable
            view.flags.writeable = False
            object.__setattr__(self, name, view)

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, indices: slice | IntArray) -> "Examples":
        """The examples that a slice or an array of indices names, in that order; a slice shares memory."""
        return Examples(self.images[indices], self.labels[indices])


@dataclass(frozen=True, eq=False)
class Dataset:
    """Training examples, and test examples that are only measured on.

    `class_names[label]` is a label's meaning. Raises DataError when a label is not 0 to `classes` - 1.
    """

    name: str
    training: Examples
    test: Examples
    classes: int
    class_names: tuple[str, ...]

    def __post_init__(self) -> None:
        for examples in (self.training, self.test):
            if len(examples) and (highest := int(examples.labels.max())) >= self.classes:
                raise DataError(f"Labels of {self.name} must be 0 to {self.classes - 1}, not {highest}.")

    @cached_property
    def checksum(self) -> str:
        """SHA-256, in hexadecimal, of all images and labels, by which a version names its training data."""
        digest = hashlib.sha256()
        for examples in (self.training, self.test):
            digest.update(np.ascontiguousarray(examples.images).data)
            digest.update(np.ascontiguousarray(examples.labels).data)
        return digest.hexdigest()

    def split(self, validation_size: int, training_size: int | None = None) -> tuple[Examples, Examples]:
        """(training, validation): the last `validation_size` training examples are held back to validate.

        Of the others, the first `training_size`, or all, are to learn from. Raises ConfigError for too few.
        """
        others = len(self.training) - validation_size
        if validation_size < 1 or others < 1:
            limit = len(self.training) - 1
            raise ConfigError(f"validation_size must be 1 to {limit} for {self.name}, not {validation_size}.")
        size = others if training_size is None else training_size
        if not 1 <= size <= others:
            raise ConfigError(f"training_size must be 1 to {others}, as the rest is to validate, not {size}.")
        return self.training.take(slice(size)), self.training.take(slice(others, None))


def load_dataset(name: str, folder: Path | None = None, catalogue: Mapping[str, DatasetInfo] = DATASETS) -> Dataset:
    """The data set called `name`, from the files in its `folder`; MNIST needs none.

    Raises DataError when it is unknown, or a file is missing, damaged or, by its MD5, not the right one.
    """
    if name not in catalogue:
        raise DataError(f"There is no data set {name!r}: choose one of {', '.join(catalogue)}.")
    if folder is None and name == "mnist":
        return load_mnist()
    if folder is None:
        raise DataError(f"{name} is not shipped: run `python -m model data fetch {name}`, or use --data-dir.")
    info = catalogue[name]
    if name in _CIFAR_MEMBERS:
        training, test = read_cifar_archive(info.locate(folder)[0], info)
    else:
        arrays = _read_idx_files(folder, info)
        training, test = Examples(*arrays[:2]), Examples(*arrays[2:])
    return Dataset(name, training, test, info.classes, info.class_names)


def load_mnist(path: Path | None = None) -> Dataset:
    """MNIST from the shipped npz, or one like it: 60,000 + 10,000 images (28, 28). Raises DataError."""
    info = DATASETS["mnist"]
    training = _read_npz(path or MNIST_PATH, "x_train", "y_train", info.training_size)
    return Dataset(info.name, training, load_mnist_test(path), info.classes, info.class_names)


def load_mnist_test(path: Path | None = None) -> Examples:
    """Only MNIST's 10,000 test examples, in a tenth of the time. Raises DataError."""
    return _read_npz(path or MNIST_PATH, "x_test", "y_test", DATASETS["mnist"].test_size)


def build_mnist_archive(idx_dir: Path, out_path: Path) -> None:
    """Writes MNIST's npz, all or nothing, from its IDX files in `idx_dir`: the same bytes each time.

    Raises DataError when a file is missing or, by its MD5, not the canonical one, gzipped or not.
    """
    arrays = dict(zip(_NPZ_KEYS, _read_idx_files(idx_dir, DATASETS["mnist"]), strict=True))
    with replaced(out_path) as draft, draft.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]


def _read_idx_files(folder: Path, info: DatasetInfo) -> list[ImageArray]:
    """Training images and labels, test images and labels."""
    shapes = [shape for n in (info.training_size, info.test_size) for shape in ((n, *info.image_shape), (n,))]
    return [read_idx(path, shape) for path, shape in zip(info.locate(folder), shapes, strict=True)]


def read_cifar_archive(path: Path, info: DatasetInfo) -> tuple[Examples, Examples]:
    """(training, test) from the tar.gz of records: images (n, 32, 32, 3), labels; of CIFAR-100 the fine ones.

    Raises DataError when it is damaged, or has a member missing or of another length than `info` says.
    """
    label_bytes = _CIFAR_LABEL_BYTES[info.name]
    *training, test = _CIFAR_MEMBERS[info.name]
    counts = dict.fromkeys(training, info.training_size // len(training)) | {test: info.test_size}
    records = read_records(path, counts, label_bytes + math.prod(info.image_shape))
    images = records[:, label_bytes:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)  # (n, 32, 32, 3)
    examples = Examples(np.ascontiguousarray(images), records[:, label_bytes - 1].copy())
    return examples.take(slice(info.training_size)), examples.take(slice(info.training_size, None))


def _read_npz(path: Path, images_key: str, labels_key: str, count: int) -> Examples:
    """One half of MNIST."""
    return Examples(read_npz(path, images_key, (count, 28, 28)), read_npz(path, labels_key, (count,)))
