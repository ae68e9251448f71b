"""Small data sets in the real file formats, and mirrors on loopback that serve them well or badly.

IDX and CIFAR are written here with `struct` and `tarfile` alone: a reader is not tested on its own writer.
"""

import gzip
import hashlib
import io
import struct
import tarfile
import threading
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from model.data.catalogue import DATASETS, DatasetInfo, RemoteFile
from model.data.dataset import Dataset, Examples, load_dataset

Bytes = npt.NDArray[np.uint8]
MNIST_MD5 = {  # of the files that yann.lecun.com served, unpacked
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
IDX_NAMES = tuple(f"{name}.gz" for name in MNIST_MD5)

Behaviour = Literal[
    "good", "no ranges", "wrong part", "short", "endless", "hangs",
    "lies", "breaks once", "breaks lying", "ends early",
]  # fmt: skip


def random_bytes(*shape: int, below: int = 256, seed: int = 0) -> Bytes:
    return np.random.default_rng(seed).integers(0, below, shape, dtype=np.uint8)


def idx(array: Bytes) -> bytes:
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


RIGHT_IDX = idx(random_bytes(3, 4))
WRONG_IDX = {  # what is wrong with them, when uint8 (3, 4) is expected
    "not the header": [
        *(b"", RIGHT_IDX[:7], b"\x89PNG" + RIGHT_IDX[4:]),
        *(b"\x00\x00\x0d" + RIGHT_IDX[3:], idx(random_bytes(4, 3))),  # 0d is float32; another shape
    ],
    "shorter than its header says": [RIGHT_IDX[:-1], gzip.compress(RIGHT_IDX[:-1])],
    "longer than its header says": [RIGHT_IDX + b"\x00", gzip.compress(RIGHT_IDX + b"\x00")],
    "end-of-stream": [gzip.compress(RIGHT_IDX)[:-5]],
    "CRC": [gzip.compress(RIGHT_IDX)[:-8] + bytes(8)],
}


def idx_files(*arrays: Bytes) -> dict[str, bytes]:
    """The four gzipped files: training images and labels, test images and labels."""
    return {name: gzip.compress(idx(array), mtime=0) for name, array in zip(IDX_NAMES, arrays, strict=True)}


def cifar_record(labels: Sequence[int], image: Bytes) -> bytes:
    """One record: its label bytes, then the red, the green and the blue of an image (32, 32, 3)."""
    return bytes(labels) + b"".join(image[:, :, channel].tobytes() for channel in range(3))


def tar_gz(members: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target.getvalue()


def cifar10_members(records: Sequence[bytes]) -> dict[str, bytes]:
    """The members of CIFAR-10's archive; the last sixth of the records is for testing."""
    each = len(records) // 6
    names = [*(f"data_batch_{n}.bin" for n in range(1, 6)), "test_batch.bin"]
    parts = {name: b"".join(records[each * n : each * (n + 1)]) for n, name in enumerate(names)}
    extras = {"batches.meta.txt": b"airplane\nautomobile\n", "readme.html": b"<html></html>"}
    return {f"cifar-10-batches-bin/{name}": content for name, content in (extras | parts).items()}


RED_PIXEL = np.zeros((32, 32, 3), np.uint8)
RED_PIXEL[5, 7] = (255, 0, 0)  # row 5, column 7

# Six records with the labels 0 to 5, the last one to test on; number 1 is the red pixel.
CIFAR10_IMAGES = [RED_PIXEL if label == 1 else random_bytes(32, 32, 3, seed=label) for label in range(6)]
CIFAR10_MEMBERS = cifar10_members([cifar_record([label], CIFAR10_IMAGES[label]) for label in range(6)])

# Three records with the fine labels 99, 42 and 7, the last one to test on; all are the red pixel.
CIFAR100_MEMBERS = {
    "cifar-100-binary/train.bin": cifar_record([19, 99], RED_PIXEL) + cifar_record([11, 42], RED_PIXEL),
    "cifar-100-binary/test.bin": cifar_record([0, 7], RED_PIXEL),
    "cifar-100-binary/fine_label_names.txt": b"apple\n",
}


def npy(array: npt.NDArray[Any]) -> bytes:
    target = io.BytesIO()
    np.save(target, array)
    return target.getvalue()


def npy_header(*shape: int) -> bytes:
    """What an npy file of bytes of this shape begins with."""
    target = io.BytesIO()
    np.lib.format.write_array_header_1_0(target, {"shape": shape, "fortran_order": False, "descr": "|u1"})
    return target.getvalue()


def mnist_test_npz(labels: bytes) -> bytes:
    """The test half of an mnist.npz, black pictures, with these bytes as its y_test.npy."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x_test.npy", npy(np.zeros((10_000, 28, 28), np.uint8)))
        archive.writestr("y_test.npy", labels)
    return target.getvalue()


def describe(
    name: str, files: Mapping[str, bytes], training: int, test: int, mirrors: Sequence[str] = ()
) -> DatasetInfo:
    """The catalogue's entry for a small stand-in: right sizes, right checksums, the given mirrors."""
    remote = [
        RemoteFile(file, md5(content), len(content), tuple(url + file for url in mirrors))
        for file, content in files.items()
    ]
    return replace(DATASETS[name], training_size=training, test_size=test, files=tuple(remote))


def read_cifar(name: str, archive: bytes, training: int = 5, test: int = 1) -> Dataset:
    """What `load_dataset` makes of an archive of so many training and test records."""
    file = DATASETS[name].files[0].name
    with TemporaryDirectory() as folder:
        Path(folder, file).write_bytes(archive)
        return load_dataset(name, Path(folder), {name: describe(name, {file: archive}, training, test)})


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def parts_of(data: Dataset) -> list[Bytes]:
    return [data.training.images, data.training.labels, data.test.images, data.test.labels]


def numbered(count: int) -> Examples:
    """Examples whose label is their place in the data set."""
    return Examples(np.zeros((count, 28, 28), np.uint8), np.arange(count, dtype=np.uint8))


class Mirror(ThreadingHTTPServer):
    """A web server on loopback: `with Mirror(files, "lies") as mirror: ... mirror.url`.

    `ranges` has the `Range` header, or None, of each request; `sent` counts the bytes of content it sent.
    """

    daemon_threads = False  # so that closing waits for the handlers

    def __init__(self, files: Mapping[str, bytes], behaviour: Behaviour | int | str = "good") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = files
        self.behaviour = behaviour
        self.ranges: list[str | None] = []
        self.sent = 0
        self.closing = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up on a bad mirror is right to do so."""


class _Handler(BaseHTTPRequestHandler):
    server: Mirror

    def do_GET(self) -> None:
        mirror = self.server
        asked = self.headers["Range"]
        mirror.ranges.append(asked)
        content = mirror.files[self.path.rpartition("/")[2]]
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        if isinstance(mirror.behaviour, int):
            self.send_error(mirror.behaviour)
        elif mirror.behaviour.startswith("http"):
            self.send_response(302)
            self.send_header("Location", mirror.behaviour + self.path.lstrip("/"))
            self.end_headers()
        elif mirror.behaviour == "hangs":
            mirror.closing.wait(10)
        elif mirror.behaviour == "no ranges" or not asked:
            self._answer(200, None, content)
        else:
            early = 1 if mirror.behaviour == "wrong part" else 0
            part = content[start - early : len(content) - early]
            self._answer(206, f"bytes {start - early}-{len(content) - early - 1}/{len(content)}", part)

    def _answer(self, status: int, content_range: str | None, content: bytes) -> None:
        behaviour = self.server.behaviour
        if behaviour in ("lies", "breaks lying"):
            content = bytes(byte ^ 255 for byte in content)
        if behaviour == "short":
            content = content[:-1]
        self.send_response(status)
        if content_range:
            self.send_header("Content-Range", content_range)
        if behaviour not in ("endless", "ends early"):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if behaviour in ("breaks once", "breaks lying", "ends early"):
            content = content[: len(content) // 2]
            self.server.behaviour = 503 if behaviour == "breaks lying" else "good"
        self._send(content)
        while behaviour == "endless" and not self.server.closing.is_set():
            self._send(bytes(1 << 16))

    def _send(self, content: bytes) -> None:
        self.server.sent += len(content)  # first, since the client may be done before write() returns
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""
