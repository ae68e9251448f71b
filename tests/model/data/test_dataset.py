"""The shipped digits, the readers of the field's formats, and what they make of damaged files."""

import gzip
import hashlib
import io
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from model.data import dataset as readers
from model.data.dataset import Dataset, Examples, load_dataset, load_mnist, load_mnist_test
from model.data.formats import read_idx
from model.errors import ConfigError, DataError, ShapeError
from tests.helpers import archives
from tests.helpers.archives import npy, npy_header, numbered, parts_of, random_bytes, read_cifar, tar_gz
from tests.helpers.idx import write_idx

DIGITS = tuple("0123456789")
TWENTY = Dataset("tiny", numbered(20), numbered(2), 20, DIGITS * 2)


@pytest.fixture(scope="module")
def idx_dir(mnist: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped digits, written back as the four files of their publishers."""
    folder = tmp_path_factory.mktemp("idx")
    for name, array in zip(archives.MNIST_MD5, parts_of(mnist), strict=True):
        (folder / name).write_bytes(write_idx(array))
    return folder


def test_mnist_has_all_its_digits(mnist: Dataset) -> None:
    assert (mnist.training.images.shape, mnist.test.images.shape) == ((60_000, 28, 28), (10_000, 28, 28))
    assert {part.dtype for part in parts_of(mnist)} == {np.dtype(np.uint8)}
    training = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(mnist.training.labels).tolist() == training
    test = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert np.bincount(mnist.test.labels).tolist() == test
    assert (mnist.classes, mnist.class_names) == (10, DIGITS)


def test_mnist_was_not_altered_since_its_publication(idx_dir: Path) -> None:
    assert {path.name: archives.md5(path.read_bytes()) for path in idx_dir.iterdir()} == archives.MNIST_MD5


def test_the_archive_rebuilt_from_idx_is_the_same(mnist: Dataset, idx_dir: Path, tmp_path: Path) -> None:
    readers.build_mnist_archive(idx_dir, tmp_path / "again.npz")
    again = load_mnist(tmp_path / "again.npz")
    assert all(np.array_equal(a, b) for a, b in zip(parts_of(again), parts_of(mnist), strict=True))
    with zipfile.ZipFile(tmp_path / "again.npz") as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}  # undated
    assert [path.name for path in tmp_path.iterdir()] == ["again.npz"]


def test_no_archive_is_built_from_altered_files(idx_dir: Path, tmp_path: Path) -> None:
    *others, last = archives.MNIST_MD5
    for name in others:
        (tmp_path / name).symlink_to(idx_dir / name)
    (tmp_path / last).write_bytes((idx_dir / last).read_bytes()[:-1] + b"\x00")
    with pytest.raises(DataError, match="t10k-labels-idx1-ubyte is not mnist's: its MD5 is"):
        readers.build_mnist_archive(tmp_path, tmp_path / "out.npz")
    assert not (tmp_path / "out.npz").exists()


def test_mnist_needs_no_folder_but_accepts_one(mnist: Dataset, idx_dir: Path) -> None:
    assert load_dataset("mnist").checksum == load_dataset("mnist", idx_dir).checksum == mnist.checksum
    assert np.array_equal(load_mnist_test().images, mnist.test.images)


def test_the_checksum_names_exactly_these_pixels_and_labels(mnist: Dataset) -> None:
    content = b"".join(part.tobytes() for part in parts_of(mnist))
    assert mnist.checksum == hashlib.sha256(content).hexdigest()
    tiny = Dataset("tiny", numbered(3), numbered(2), 10, DIGITS)
    relabelled = Examples(tiny.test.images, tiny.test.labels[::-1])
    assert replace(tiny, test=relabelled).checksum != tiny.checksum


@pytest.mark.parametrize(
    "labels",
    [npy(np.zeros(10_000, np.float32)), npy(np.zeros(9_999, np.uint8)), npy_header(10_000), b"not an array",
     npy_header(10_000) + bytes(10_001), npy_header(10**15) + bytes(10_000)],  # that would reserve a petabyte
    ids=["type", "shape", "short", "text", "long", "petabyte"],
)  # fmt: skip
def test_an_npz_that_is_not_mnists_is_refused(tmp_path: Path, labels: bytes) -> None:
    (tmp_path / "mnist.npz").write_bytes(archives.mnist_test_npz(labels))
    with pytest.raises(DataError, match=r"mnist\.npz can't be read"):
        load_mnist_test(tmp_path / "mnist.npz")


def test_nothing_is_ever_unpickled(tmp_path: Path) -> None:
    class Hostile:
        def __reduce__(self) -> tuple[object, tuple[object]]:
            return Path.touch, (tmp_path / "unpickled",)

    bait = npy(np.full(10_000, Hostile(), object))
    (tmp_path / "mnist.npz").write_bytes(archives.mnist_test_npz(bait))
    with pytest.raises(DataError, match="must be uint8"):
        load_mnist_test(tmp_path / "mnist.npz")
    assert not (tmp_path / "unpickled").exists()
    np.load(io.BytesIO(bait), allow_pickle=True)
    assert (tmp_path / "unpickled").exists()  # the bait would have worked


def test_a_missing_a_truncated_and_a_flipped_npz_get_a_sentence(tmp_path: Path) -> None:
    shipped, path = readers.MNIST_PATH.read_bytes(), tmp_path / "mnist.npz"
    with pytest.raises(DataError, match=r"mnist\.npz can't be read: .* No such file"):
        load_mnist(path)
    for damaged in (shipped[:-1000], shipped[:5_000_000] + bytes(8) + shipped[5_000_008:]):
        path.write_bytes(damaged)
        with pytest.raises(DataError, match=r"mnist\.npz can't be read"):
            load_mnist(path)


def test_examples_are_taken_in_the_order_asked_for_and_are_read_only() -> None:
    images = np.zeros((2, 28, 28), np.uint8)
    examples = Examples(images, np.array([5, 6], np.uint8))
    assert examples.take(np.array([1, 0, 1])).labels.tolist() == [6, 5, 6]
    assert examples.take(slice(1, None)).labels.tolist() == [6]
    for array in (examples.images, examples.labels, examples.take(np.array([0])).images):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 1
    images[...] = 1  # the caller's own array is not


def test_examples_and_labels_that_do_not_fit_are_refused() -> None:
    images, labels = np.zeros((2, 28, 28), np.uint8), np.zeros(2, np.uint8)
    for wrong in (images.astype(np.float32), images[:1], images.reshape(2, 784)):
        with pytest.raises(ShapeError, match="images"):
            Examples(wrong, labels)
    with pytest.raises(ShapeError, match="uint8, int64"):
        Examples(images, labels.astype(np.int64))
    with pytest.raises(DataError, match="must be 0 to 9, not 10"):
        Dataset("tiny", numbered(11), numbered(2), 10, DIGITS)


@given(st.integers(1, 19), st.data())
def test_the_last_examples_validate_and_never_train(validation_size: int, data: st.DataObject) -> None:
    training_size = data.draw(st.none() | st.integers(1, 20 - validation_size))
    training, validation = TWENTY.split(validation_size, training_size)
    assert validation.labels.tolist() == list(range(20 - validation_size, 20))
    assert training.labels.tolist() == list(range(training_size or 20 - validation_size))


@pytest.mark.parametrize("sizes", [(0, None), (20, None), (15, 0), (15, 6)])
def test_too_few_examples_to_split_are_refused(sizes: tuple[int, int | None]) -> None:
    field, limit = ("validation_size", 19) if sizes[1] is None else ("training_size", 5)
    with pytest.raises(ConfigError, match=f"{field} must be 1 to {limit}"):
        TWENTY.split(*sizes)


def test_idx_is_written_byte_for_byte_as_its_format_says() -> None:
    # two zeros, 8 = unsigned bytes, 2 axes; 2 rows; 3 columns; the numbers row by row
    expected = bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255])
    assert write_idx(np.array([[1, 2, 3], [4, 5, 255]], np.uint8)) == expected


@given(hnp.arrays(np.uint8, hnp.array_shapes(max_dims=4, max_side=7)), st.booleans())
def test_idx_comes_back_as_it_went(array: np.ndarray, zipped: bool) -> None:
    content = gzip.compress(write_idx(array)) if zipped else write_idx(array)
    assert np.array_equal(read_idx(content, array.shape), array)


@pytest.mark.parametrize(("fault", "contents"), archives.WRONG_IDX.items(), ids=archives.WRONG_IDX)
def test_idx_that_is_not_what_was_expected_is_refused(fault: str, contents: list[bytes]) -> None:
    for content in contents:
        with pytest.raises(DataError, match=fault):
            read_idx(content, (3, 4))


def test_gzip_bombs_are_read_no_further_than_expected() -> None:
    idx_bomb = gzip.compress(archives.RIGHT_IDX + bytes(64 << 20), compresslevel=1)
    cifar_bomb = tar_gz(archives.CIFAR100_MEMBERS | {"readme.html": bytes(64 << 20)})
    tracemalloc.start()
    with pytest.raises(DataError, match="longer"):
        read_idx(idx_bomb, (3, 4))
    with pytest.raises(DataError, match="unpacks to more"):
        read_cifar("cifar100", cifar_bomb, 2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20  # of the 64 MiB that each of them promised


WHOLE = tar_gz(archives.CIFAR100_MEMBERS)


def test_cifar10_joins_its_five_files_in_order_and_keeps_colours_and_places() -> None:
    data = read_cifar("cifar10", tar_gz(archives.CIFAR10_MEMBERS))
    assert (data.training.labels.tolist(), data.test.labels.tolist()) == ([0, 1, 2, 3, 4], [5])
    assert np.array_equal([*data.training.images, *data.test.images], archives.CIFAR10_IMAGES)
    assert data.training.images[1, 5, 7].tolist() == [255, 0, 0]  # the red pixel is red, in row 5, column 7
    assert data.training.images[1].sum() == 255  # and there is no other


def test_cifar100_goes_by_its_fine_labels() -> None:
    data = read_cifar("cifar100", WHOLE, 2)
    assert (data.training.labels.tolist(), data.test.labels.tolist()) == ([99, 42], [7])
    assert [data.class_names[label] for label in data.training.labels] == ["worm", "leopard"]


def test_a_cifar_archive_that_is_not_complete_is_refused() -> None:
    members, third = dict(archives.CIFAR10_MEMBERS), "cifar-10-batches-bin/data_batch_3.bin"
    content = members.pop(third)
    with pytest.raises(DataError, match=f"{third}' not found"):
        read_cifar("cifar10", tar_gz(members))
    with pytest.raises(DataError, match=f"{third} must have 3,073 bytes, not 3,072"):
        read_cifar("cifar10", tar_gz(members | {third: content[1:]}))


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_flipped_byte_is_noticed_or_harmless(place: int, flip: int) -> None:
    damaged = WHOLE[:place] + bytes([WHOLE[place] ^ flip]) + WHOLE[place + 1 :]
    try:
        data = read_cifar("cifar100", damaged, 2)
    except DataError:
        return
    assert np.array_equal(data.training.images, [archives.RED_PIXEL] * 2)  # it was, say, the date
    assert [*data.training.labels, *data.test.labels] == [99, 42, 7]


@given(st.integers(0, len(WHOLE) - 1))
def test_an_archive_cut_short_anywhere_is_refused(length: int) -> None:
    with pytest.raises(DataError, match="can't be read"):
        read_cifar("cifar100", WHOLE[:length], 2)


def test_files_of_the_same_names_from_another_data_set_are_refused(tmp_path: Path) -> None:
    half = random_bytes(4, 28, 28), random_bytes(4, below=10)
    for name, content in archives.idx_files(*half, *half).items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte\.gz is not fashion-mnist's: its MD5 is"):
        load_dataset("fashion-mnist", tmp_path)


@pytest.mark.parametrize("name", ["fashion-mnist", "cifar10", "cifar100"])
def test_a_data_set_that_is_not_here_says_how_to_get_it(tmp_path: Path, name: str) -> None:
    for folder in (None, tmp_path):
        with pytest.raises(DataError, match=f"`python -m model data fetch {name}`"):
            load_dataset(name, folder)
    with pytest.raises(DataError, match="'imagenet': choose one of mnist, fashion-mnist, cifar10, cifar100"):
        load_dataset("imagenet")
