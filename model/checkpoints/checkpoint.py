"""A checkpoint is a network on disk: its arrays, and a text that says how they came to be.

    v0001/parameters.npz    weights_1, bias_1, weights_2, bias_2, ... (float32)
    v0001/metadata.json     format number, shape of the network, settings, seed, data checksum, figures, parent

A folder appears whole or not at all: it is written under another name first and then renamed. Arrays are read with
`allow_pickle=False`, since unpickling a stranger's file would run a stranger's code.
"""

import hashlib
import json
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from ..arrays import CLASSES, INPUTS, Array
from ..config import NetworkConfig, TrainingConfig
from ..errors import CheckpointError, ModelError
from ..evaluation.verdict import Thresholds
from ..files import flush_folder_to_disk, flush_to_disk, only_files, read_file
from ..nn.dense import Dense
from ..nn.network import Network, assemble
from ..preprocessing.framing import PREPROCESSING
from ..progress import EpochReport
from ..validation import validator

FORMAT = 1
PARAMETERS_FILE = "parameters.npz"
METADATA_FILE = "metadata.json"
MAX_FILE_BYTES = 1 << 32  # bytes, unpacked: four times the largest network's training state would still fit


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """The content of metadata.json. `metrics` holds measured figures by name; `notes` say what was tried.

    The thresholds are those of the verdict; a version from before there were any has none. Each file of people's
    drawings that it learned from has an entry, their digits in `pen_digits`, what is no digit in `not_digit_drawings`;
    so has each of the versions that were its teachers, or whose weights it was averaged with. `processes` is how many
    shared the work of training. `origin` names the studio's training that it came from, so that it is registered once.
    """

    network: NetworkConfig
    training: TrainingConfig
    dataset: str
    dataset_checksum: str
    created_at: str
    inputs: int = INPUTS
    classes: int = CLASSES
    preprocessing: str = PREPROCESSING
    parent_version: str | None = None
    processes: int = 1
    pen_digits: tuple[Mapping[str, Any], ...] = ()
    not_digit_drawings: tuple[Mapping[str, Any], ...] = ()
    teachers: tuple[Mapping[str, Any], ...] = ()
    averaged_with: tuple[Mapping[str, Any], ...] = ()
    command: str | None = None
    seconds: float | None = None
    machine: str | None = None
    thresholds: Thresholds | None = None
    metrics: Mapping[str, float] = field(default_factory=dict)
    history: tuple[EpochReport, ...] = ()
    notes: tuple[str, ...] = ()
    origin: str | None = None
    format: int = FORMAT


@dataclass(frozen=True)
class Checkpoint:
    """A network with its metadata: what a version's folder holds."""

    network: Network
    metadata: Metadata


def identify(folder: Path) -> dict[str, str]:
    """A version's name, and the SHA-256 of its weights: which version another one was made of."""
    checksum = hashlib.sha256(read_file(folder / PARAMETERS_FILE)).hexdigest()
    return {"version": folder.resolve().name, "checksum": checksum}


def now() -> str:
    """The current time in UTC, as metadata spell it: 2026-01-31T12:00:00Z."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def save_checkpoint(checkpoint: Checkpoint, folder: Path) -> None:
    """Writes `folder`, which must not exist yet, all or nothing. Raises FileExistsError or OSError otherwise."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _write_parameters(checkpoint.network, draft / PARAMETERS_FILE)
        values = asdict(checkpoint.metadata)
        if values["origin"] is None:  # as of all versions that weren't trained in the studio
            del values["origin"]
        text = json.dumps(values, indent=2, ensure_ascii=False)
        (draft / METADATA_FILE).write_text(text + "\n", encoding="utf-8")
        for file in draft.iterdir():  # or a power cut could leave the name of a version with nothing in it
            flush_to_disk(file)
        draft.chmod(0o755)  # mkdtemp makes it private
        if folder.exists():  # else rename would silently take over an empty folder
            raise FileExistsError(f"{folder} already exists; checkpoints are never overwritten.")
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    flush_folder_to_disk(folder.parent)


def load_checkpoint(folder: Path) -> Checkpoint:
    """Reads a version's folder. The network's arrays are read-only, since many threads may share it.

    Raises CheckpointError when a file is missing or damaged, or when the arrays aren't those that the metadata name.
    """
    metadata = load_metadata(folder)
    arrays = read_arrays(folder / PARAMETERS_FILE)
    network = _assemble(metadata.network, arrays, folder)
    if (network.inputs, network.classes) != (metadata.inputs, metadata.classes):
        raise CheckpointError(f"{folder}: the arrays' shapes are not those that {METADATA_FILE} names.")
    for parameter in network.parameters:
        parameter.setflags(write=False)
    return Checkpoint(network, metadata)


def load_metadata(folder: Path) -> Metadata:
    """Reads only what is known about a version. Raises CheckpointError with the file and the reason."""
    path = folder / METADATA_FILE
    try:
        values = json.loads(read_file(path))
        return _metadata_from(values)
    except FileNotFoundError:
        raise CheckpointError(
            f"{path} is missing; a version's folder holds {METADATA_FILE} and {PARAMETERS_FILE}."
        ) from None
    except (OSError, ValueError, TypeError, KeyError, RecursionError, ModelError) as error:
        raise CheckpointError(f"{path} can't be read: {error}") from error


def _metadata_from(values: dict[str, Any]) -> Metadata:
    """metadata.json's values -> Metadata. What isn't known is left out, what is missing keeps its default."""
    if values["format"] > FORMAT:
        raise ValueError(f"it has format {values['format']}, and this Inkling knows up to {FORMAT}; update Inkling.")
    pens = values.get("pen_digits") or ()
    if isinstance(pens, dict):  # as in versions from before there could be several files
        pens = (pens,)
    metadata: Metadata = validator(Metadata).validate_python({**values, "pen_digits": pens})
    return metadata


def _write_parameters(network: Network, path: Path) -> None:
    arrays: dict[str, Array] = {}
    for number, layer in enumerate(network.dense_layers, start=1):
        arrays |= {f"weights_{number}": layer.weights, f"bias_{number}": layer.bias}
    np.savez(path, allow_pickle=False, **arrays)


_one_at_a_time = threading.Lock()
"""NumPy parses an array's header with `ast`, which in Python 3.11 can fail in two threads at once."""


def read_arrays(path: Path) -> dict[str, Array]:
    """All arrays of an .npz file, never unpickling. Raises CheckpointError when it is missing or damaged."""
    try:
        # The file is opened here because NumPy forgets to close one that turns out to be damaged.
        with _one_at_a_time, open(path, "rb", opener=only_files) as file, np.load(file, allow_pickle=False) as archive:
            size = sum(entry.file_size for entry in archive.zip.infolist())
            if size > MAX_FILE_BYTES:
                raise ValueError(f"it would unpack to {size:,} bytes")
            return {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        raise CheckpointError(f"{path} is missing.") from None
    except Exception as error:  # a decoder meets anything in a broken file
        raise CheckpointError(f"{path} is damaged and can't be read ({error}).") from error


def require_arrays(folder: Path) -> None:
    """Raises CheckpointError unless the arrays' file is there, and its table of contents, which stands at its end."""
    path = folder / PARAMETERS_FILE
    try:
        with open(path, "rb", opener=only_files) as file, zipfile.ZipFile(file):
            pass
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise CheckpointError(f"{path} is missing, or damaged and can't be read ({error}).") from error


def _assemble(config: NetworkConfig, arrays: Mapping[str, Array], folder: Path) -> Network:
    try:
        layers = [
            Dense(arrays[f"weights_{number}"], arrays[f"bias_{number}"])
            for number in range(1, len(config.hidden_sizes) + 2)
        ]
    except (KeyError, ModelError) as error:
        raise CheckpointError(
            f"{folder}: {PARAMETERS_FILE} doesn't hold the layers that it should ({error})."
        ) from error
    sizes = tuple(layer.weights.shape[1] for layer in layers[:-1])
    chained = all(left.weights.shape[1] == right.weights.shape[0] for left, right in pairwise(layers))
    if sizes != config.hidden_sizes or not chained:
        raise CheckpointError(f"{folder}: the arrays' shapes are not those that {METADATA_FILE} names.")
    if not all(np.isfinite(parameter).all() for layer in layers for parameter in layer.parameters):
        raise CheckpointError(f"{folder}: {PARAMETERS_FILE} holds numbers that are not finite.")
    return assemble(config, layers)
