"""Exports a version: as an ONNX file, as an HTML page of its own, or as its folder, zipped.

Each kind imports what it needs only when it is exported.
"""

import io
import zipfile
from pathlib import Path
from typing import Literal, get_args

from ..checkpoints.checkpoint import METADATA_FILE, PARAMETERS_FILE, Checkpoint, load_checkpoint
from ..errors import ExportError
from ..files import replaced
from ..preprocessing.framing import IMAGE_SIZE, PREPROCESSING
from .model_card import model_card

Kind = Literal["onnx", "html", "zip"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def export_version(folder: Path, kind: Kind) -> bytes:
    """The content of the file that holds the version in `folder`. Raises ExportError, or CheckpointError."""
    version, checkpoint = folder.resolve().name, load_checkpoint(folder)
    if kind == "onnx":
        return _onnx(version, checkpoint)
    if kind == "html":
        return _page(version, checkpoint)
    return _zip(version, folder, checkpoint)


def write_export(folder: Path, path: Path) -> int:
    """Exports a version to `path`, as the kind that its name ends in, and returns its size in bytes."""
    kind = next((kind for kind in KINDS if path.suffix.lower() == f".{kind}"), None)
    if kind is None:
        raise ExportError(f"{path} must end in .onnx, .html or .zip: that says what to make.")
    if path.is_dir():
        raise ExportError(f"{path} is a folder: name a file in it.")
    if not path.parent.is_dir():
        raise ExportError(f"There is no folder {path.parent} for {path.name}: make it, or choose another --output.")
    content = export_version(folder, kind)
    try:
        with replaced(path) as draft:
            draft.write_bytes(content)
    except OSError as error:
        raise ExportError(f"{path} can't be written ({error.strerror}): choose another --output.") from error
    return len(content)


def _onnx(version: str, checkpoint: Checkpoint) -> bytes:
    try:
        from .onnx_file import as_onnx
    except ImportError as error:
        raise ExportError("An ONNX file needs the package onnx: pip install onnx, then export again.") from error
    return as_onnx(version, checkpoint)


def _page(version: str, checkpoint: Checkpoint) -> bytes:
    from .page import as_page

    metadata = checkpoint.metadata
    if (metadata.dataset, metadata.inputs) != ("mnist", IMAGE_SIZE**2) or metadata.preprocessing != PREPROCESSING:
        raise ExportError(
            f"{version} reads {metadata.dataset} as {metadata.preprocessing} frames it, and a page of its own can only "
            f"frame digits, as {PREPROCESSING}: export it as .onnx or .zip."
        )
    return as_page(version, checkpoint).encode("utf-8")


def _zip(version: str, folder: Path, checkpoint: Checkpoint) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (METADATA_FILE, PARAMETERS_FILE):
            archive.write(folder / name, f"{version}/{name}")
        archive.writestr(f"{version}/README.md", model_card(version, checkpoint))
    return content.getvalue()
