"""The model card of a version: what it is for, what it learned from, how good it is, and where it fails.

A file that left says nothing of this by itself, and whoever is handed it can't ask. So each export carries the card:
the zip as README.md, the ONNX file in its metadata, the page at its foot. It is Markdown, to be read as it stands.

Source: "Model Cards for Model Reporting", Mitchell et al., 2019.
"""

from collections.abc import Iterator

from .. import __version__
from ..checkpoints.checkpoint import Checkpoint, Metadata
from ..preprocessing.framing import IMAGE_SIZE
from .signature import signature

FIGURES = {
    "test_accuracy": "accuracy, test set",
    "test_loss": "loss, test set",
    "test_calibration_error": "expected calibration error, test set",
    "test_refused": "share of the test set called unsure or no digit",
    "validation_accuracy": "accuracy, held-back training examples",
    "pen_accuracy": "accuracy, pen drawings by writers that it never saw",
    "pen_calibration_error": "expected calibration error, the same",
    "pen_refused": "share called unsure or no digit, the same",
}


def model_card(version: str, checkpoint: Checkpoint) -> str:
    """The card of a version, in Markdown."""
    metadata, network = checkpoint.metadata, checkpoint.network
    units = "-".join(map(str, (metadata.inputs, *metadata.network.hidden_sizes, metadata.classes)))
    lines = [
        f"# Inkling {version}",
        "",
        f"A multi-layer perceptron of {units} units ({metadata.network.activation}) with {network.parameter_count:,} "
        f"parameters, exported by Inkling {__version__}. Under the MIT licence.",
        "",
        "## Intended use",
        "",
        *(_for_digits() if metadata.inputs == IMAGE_SIZE**2 else [f"To learn how a network reads {metadata.dataset}."]),
        "",
        "## Training data and training",
        "",
        *(f"- {line}" for line in _training(metadata)),
        "",
        "## Evaluation",
        "",
        "| figure | value |",
        "| --- | --- |",
        *(f"| {FIGURES.get(name, name)} | {value:.4f} |" for name, value in metadata.metrics.items()),
        "",
        "## How to use it",
        "",
        *(f"- {name}: {text}" for name, text in signature(version, metadata).items()),
    ]
    if metadata.notes:
        lines += ["", "## Notes", "", *(f"- {note}" for note in metadata.notes)]
    return "\n".join(lines) + "\n"


def _for_digits() -> list[str]:
    return [
        "To read one handwritten digit at a time, and to show how a network does so. It knows 0 to 9 alone, and",
        "one to a picture: a row of them has to be cut apart first. A letter that looks like a digit is read as one.",
        "Not to decide about people, money or votes: its figures hold for pens and hands like those of its exams.",
    ]


def _training(metadata: Metadata) -> Iterator[str]:
    yield f"{metadata.dataset}, SHA-256 {metadata.dataset_checksum}, framed as {metadata.preprocessing}"
    for kind, files in (("pen drawings", metadata.pen_digits), ("drawings of no digits", metadata.not_digit_drawings)):
        for file in files:
            yield f"{file.get('training_drawings', 'some')} {kind} of {file.get('file', 'another file')}"
    for role, others in (("the answers of a teacher", metadata.teachers), ("averaged with", metadata.averaged_with)):
        for other in others:
            yield f"{role}: {', '.join(f'{name} {value}' for name, value in other.items())}"
    if metadata.parent_version:
        yield f"from the weights of {metadata.parent_version}"
    training = metadata.training
    yield f"{training.epochs} epochs in batches of {training.batch_size}, {training.optimizer}, seed {training.seed}"
    yield f"finished {metadata.created_at}" + (f", on {metadata.machine}" if metadata.machine else "")
    if metadata.command:
        yield f"`{metadata.command}`"
