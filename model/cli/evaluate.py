"""`python -m model evaluate`: measures a version, prints the figures and writes them as a page."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from ..augmentation.pen_digits import PenDigits, read_other_files, read_pen_files
from ..checkpoints.checkpoint import Checkpoint, load_checkpoint
from ..data.dataset import Dataset
from ..errors import DataError
from ..exams.examination import examine
from ..exams.pen_conditions import PEN_CONDITIONS
from ..exams.pens import HELD_BACK_WRITERS, PenExam, examine_pens, known_writers
from ..report.page import report_path, write_page
from ..report.text import as_text
from .locations import checkpoint_dir, load


def evaluate(arguments: Namespace) -> None:
    """Prints the figures over the test examples and over people's drawings; --report also writes them as a page."""
    folder = checkpoint_dir(arguments)
    checkpoint, version = load_checkpoint(folder), folder.resolve().name
    name = arguments.dataset or checkpoint.metadata.dataset
    pens, others = _held_back_pens(name, arguments), _held_back_others(name, arguments)
    page = report_path(arguments.report, version) if arguments.report else None
    dataset = load(name, arguments)
    _check_fit(checkpoint, dataset)
    exams = [_take_pen_exam(checkpoint, file, *drawings) for file, drawings in pens]
    examination = examine(version, checkpoint, dataset, exams, others=others)
    print(as_text(examination))
    if page:
        write_page(examination, page)
        print(f"\n{page}: the same with pictures")


def _held_back_pens(dataset: str, arguments: Namespace) -> list[tuple[str, tuple[PenDigits, PenDigits]]]:
    """Of each file, with its name, the drawings of the writers that are not held back, and of those that are."""
    files, writers = arguments.pen_digits or [], arguments.held_back_writers or HELD_BACK_WRITERS
    _refuse_unless_digits(dataset, files, "--pen-digits")
    if any(isinstance(each, int) and each < 1 for each in writers):
        raise DataError("--held-back-writers must be at least 1: else there is nobody to measure on.")
    return list(zip((path.name for path in files), read_pen_files(files, writers), strict=True))


def _held_back_others(dataset: str, arguments: Namespace) -> dict[str, PenDigits]:
    """By file, what the writers that are held back drew that is no digit."""
    files = arguments.not_digit_drawings or []
    _refuse_unless_digits(dataset, files, "--not-digit-drawings")
    held_back = {path.name: each for path, (_, each) in zip(files, read_other_files(files), strict=True)}
    for file, drawings in held_back.items():
        if not len(drawings):
            raise DataError(f"{file} has too few writers to hold any back: there is nobody to measure on.")
    return held_back


def _refuse_unless_digits(dataset: str, files: Sequence[Path], option: str) -> None:
    if files and dataset != "mnist":
        raise DataError(f"People's drawings are of digits, and {dataset} has none: leave out {option}.")


def _take_pen_exam(checkpoint: Checkpoint, file: str, others: PenDigits, pens: PenDigits) -> PenExam:
    """An exam on `pens`; `others` are the drawings of the file's other writers."""
    results = examine_pens(checkpoint.network, pens, checkpoint.metadata.thresholds)
    shown = tqdm(results, file, len(PEN_CONDITIONS), leave=False, unit="condition", disable=None)
    known = known_writers(checkpoint.metadata.pen_digits, pens, others)
    return PenExam(file, len(np.unique(pens.writers)), len(pens), known, tuple(shown))


def _check_fit(checkpoint: Checkpoint, dataset: Dataset) -> None:
    inputs = int(np.prod(dataset.test.images.shape[1:]))
    network = checkpoint.network
    if (network.inputs, network.classes) != (inputs, dataset.classes):
        raise DataError(
            f"This network takes {network.inputs} inputs and knows {network.classes} classes; {dataset.name} has "
            f"{inputs} and {dataset.classes}. Choose another --dataset or --checkpoint."
        )
