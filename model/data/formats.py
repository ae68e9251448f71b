"""File formats: how data sets are laid out on disk, read strictly.

    IDX     00 00 08 n | n sizes of 4 bytes, highest byte first | the numbers, last axis fastest
    record  label (CIFAR-100: coarse label, fine label) | 1,024 bytes of red | 1,024 of green | 1,024 of blue

Nothing is unpickled or unpacked to disk, and no reader follows a file further than its data set can go, so a
damaged or hostile file ends in a DataError.
"""

import gzip
import io
import math
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from ..arrays import ImageArray
from ..errors import DataError


def read_idx(source: bytes | Path, shape: tuple[int, ...]) -> ImageArray:
    """The array of this shape in an IDX file or its bytes, gzipped or not. Raises DataError for any other."""
    name = source.name if isinstance(source, Path) else "The IDX data"
    header = _idx_header(shape)
    length = len(header) + math.prod(shape)
    with _reading(name), source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as raw:
        gzipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        content = (gzip.GzipFile(fileobj=raw) if gzipped else raw).read(length + 1)
        if not content.startswith(header):
            raise ValueError(f"not the header of uint8 {shape}, but {content[: len(header)].hex(' ')}")
        if len(content) != length:
            raise ValueError(f"it is {'shorter' if len(content) < length else 'longer'} than its header says")
    return np.frombuffer(content, np.uint8, offset=len(header)).reshape(shape)


def _idx_header(shape: tuple[int, ...]) -> bytes:
    return bytes((0, 0, 8, len(shape))) + np.array(shape, ">u4").tobytes()


def read_records(path: Path, counts: Mapping[str, int], length: int) -> ImageArray:
    """All records (n, length) of a tar.gz whose members, in this order, hold `counts` of them each.

    Raises DataError when it is damaged, or has a member missing or of another length.
    """
    limit = sum(counts.values()) * length + (1 << 20)  # a mebibyte for the tar's headers and a readme
    records = []
    with _reading(path.name), gzip.open(path) as unzipped:
        content = unzipped.read(limit + 1)  # the one byte more also lets gzip compare its own checksum
        if len(content) > limit:
            raise ValueError("it unpacks to more than its data set can hold")
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
            for name, count in counts.items():
                member = archive.getmember(name)
                if member.size != count * length:
                    raise ValueError(f"{name} must have {count * length:,} bytes, not {member.size:,}")
                records.append(np.frombuffer(content, np.uint8, member.size, member.offset_data))
    return np.concatenate(records).reshape(-1, length)


def read_npz(path: Path, key: str, shape: tuple[int, ...]) -> ImageArray:
    """One array of an npz, of this shape; the others are not even decompressed. Raises DataError.

    NumPy's own reader would reserve as much memory as the file's header claims.
    """
    with _reading(path.name), zipfile.ZipFile(path) as archive, archive.open(f"{key}.npy") as member:
        version = np.lib.format.read_magic(member)
        header = np.lib.format.read_array_header_1_0(member)
        if version != (1, 0) or header != (shape, False, np.dtype(np.uint8)):
            raise ValueError(f"{key} must be uint8 {shape}, not {header[2]} {header[0]}")
        return np.frombuffer(member.read(math.prod(shape) + 1), np.uint8).reshape(shape)


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Whatever a parser trips over in here, the file is at fault, and its owner wants a sentence."""
    try:
        yield
    except Exception as error:
        raise DataError(f"{name} can't be read: {error or type(error).__name__}. Fetch it again.") from error
