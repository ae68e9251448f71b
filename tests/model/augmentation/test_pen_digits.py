"""Pen digits: read strictly, inked another way each time, and writers never on both sides."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.augmentation.pen_digits import PenDigits, read_pen_digits
from model.config import AugmentationConfig
from model.data.dataset import Dataset
from model.errors import DataError
from model.preprocessing.framing import frame_strokes
from model.training.recipe import Recipe, package, start_training
from tests.helpers.drawings import FOUR, SEVEN, Strokes

STILL = AugmentationConfig(rotation_degrees=0, scaling=0, shear=0)


def line(label: int, writer: str, strokes: Strokes) -> str:
    return json.dumps({"label": label, "writer": writer, "strokes": strokes})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Three writers, each with a four and a seven."""
    path = tmp_path / "pens.jsonl.gz"
    lines = [line(label, writer, strokes) for writer in "cab" for label, strokes in ((4, FOUR), (7, SEVEN))]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


@pytest.fixture
def pens(file: Path) -> PenDigits:
    return read_pen_digits(file)


def test_gzipped_and_plain_files_hold_the_same(file: Path, pens: PenDigits, tmp_path: Path) -> None:
    plain = tmp_path / "pens.jsonl"
    plain.write_bytes(gzip.decompress(file.read_bytes()))
    again = read_pen_digits(plain)
    assert again.labels.tolist() == pens.labels.tolist() == [4, 7] * 3
    assert all(np.array_equal(one, other) for one, other in zip(again.strokes[0], pens.strokes[0], strict=True))
    assert again.checksum != pens.checksum


def test_the_last_writers_by_name_are_held_back_whole(pens: PenDigits) -> None:
    training, held_back = pens.split(1)
    assert set(training.writers) == {"a", "b"}
    assert set(held_back.writers) == {"c"}
    assert len(training) + len(held_back) == len(pens)
    assert len(pens.split(0)[1]) == 0
    with pytest.raises(DataError, match="from 0 to 2"):
        pens.split(3)


def test_writers_can_be_held_back_by_how_their_names_begin(pens: PenDigits) -> None:
    pens = replace(pens, writers=np.array(["aga1", "aga2", "imp1", "apa1", "apa1", "ag"]))
    training, held_back = pens.split("aga,imp")
    assert sorted({*held_back.writers}) == ["aga1", "aga2", "imp1"]
    assert sorted({*training.writers}) == ["ag", "apa1"]
    with pytest.raises(DataError, match="No writer's name begins with 'uqb'"):
        pens.split("aga,uqb")
    with pytest.raises(DataError, match="some must be left"):
        pens.split("a,i")


def test_without_deformation_only_the_pen_changes(pens: PenDigits, rng: np.random.Generator) -> None:
    inked = pens.inked(STILL, rng)
    assert inked.shape == (6, 28, 28)
    served = pens.as_served()
    assert np.array_equal(served[0], frame_strokes(pens.strokes[0]))
    ink = inked.sum(axis=(1, 2)) / served.sum(axis=(1, 2))
    assert ink.min() > 0.6 and ink.max() < 1.5
    assert len(set(ink.round(3))) == 6


def test_each_epoch_inks_them_another_way_and_a_seed_repeats_it(pens: PenDigits) -> None:
    first, second, again = (pens.inked(AugmentationConfig(), np.random.default_rng(seed)) for seed in (1, 2, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, second)


def test_a_slant_leans_the_strokes(pens: PenDigits) -> None:
    # An upright line from (0, 0) to (0, 100) with slant s ends at (100 s, 100): it leans by s pixels a pixel of height.
    upright = PenDigits(((np.array([[0.0, 0.0], [0.0, 100.0]]),),), pens.labels[:1], pens.writers[:1], "")
    config = AugmentationConfig(rotation_degrees=0, scaling=0, shear=0.4)
    widths = []
    for seed in range(40):
        columns = np.flatnonzero(upright.inked(config, np.random.default_rng(seed))[0].max(axis=0) > 0.5)
        widths.append(np.ptp(columns))
    assert min(widths) <= 3
    assert 7 <= max(widths) <= 11  # 0.4 * (20 - pen) + pen


def test_training_learns_from_them_and_measures_the_held_back_writers(few_digits: Dataset, file: Path) -> None:
    settings = {"epochs": 1, "training_size": 100, "validation_size": 50, "hidden_sizes": (8,), "batch_size": 13}
    settings |= {"pen_inkings": 2, "not_digits": 0.25}
    recipe = Recipe.from_settings(settings | {"pen_digits": str(file), "held_back_writers": 1})
    training = start_training(recipe, few_digits)
    steps = [report for report in training.run() if hasattr(report, "step")]
    assert len(steps) == 11  # 100 digits, the 4 drawings of two writers twice, and 27 that are no digits; 13 at a time
    metadata = package(training, recipe, few_digits).metadata
    assert metadata.pen_digits == (
        {
            "file": "pens.jsonl.gz",
            "checksum": read_pen_digits(file).checksum,
            "training_drawings": 4,
            "held_back_writers": 1,
        },
    )
    assert metadata.metrics["pen_accuracy"] in {0.0, 0.5, 1.0}
    assert Recipe.from_settings(recipe.settings()) == recipe


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no drawings"),
        (b"hello", "line 1, is not a pen digit"),
        (line(7, "a", SEVEN).encode() + b"\n{}", "line 2, is not a pen digit"),
        (line(12, "a", SEVEN).encode(), "label must be less than or equal to 9"),
        (line(7, "a", []).encode(), "strokes with points"),
        (b'{"label": 7, "strokes": [[[1, NaN]]]}', "must be a finite number"),
        (b'{"label": 7, "strokes": [[[1, 2, 3]]]}', "is not a pen digit"),
        (b"[7]", "is not a pen digit"),
        (b'{"label": 7.9, "strokes": [[[1, 2]]]}', "label must be a whole number"),
        (b'{"label": true, "strokes": [[[1, 2]]]}', "label must be a whole number"),
        (b'{"label": 7, "strokes": [[["1", 2]]]}', r"strokes\[0\]\[0\]\[0\] must be a valid number"),
        (b'{"label": 7, "strokes": [[20, 20, 80, 20]]}', r"strokes\[0\]\[0\] must be \[x, y\]"),
        (b'{"label": 7, "strokes": [[[1, 2e9]]]}', "less than or equal to 1000000000"),
        (b'{"label": 7, "strokes": [[[1, 1e400]]]}', "finite number"),
        (b'{"label": 7, "strokes": [[[1, 1' + b"0" * 400 + b"]]]}", "line 1, is not a pen digit"),
        (line(7, "a", SEVEN).encode() + b"\n\n" + b"[" * 100_000, "line 3, is not a pen digit"),
        (b'{"label": 7, "strokes": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "line 1, is not a pen digit"),
        (b'{"label": 7, "strokes": [[' + b"[1, 2]," * 600_000 + b"[1, 2]]]}", "more than 4,194,304 bytes"),
        (b"\xff\xfe{", "can't be read"),
    ],
)
def test_a_damaged_file_is_named_with_its_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "pens.jsonl"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_pen_digits(path)


def test_blank_lines_marks_and_other_encodings_are_read(tmp_path: Path) -> None:
    lines = [line(label, "ann", strokes) for label, strokes in ((4, FOUR), (7, SEVEN))]
    plain, spaced = "\n".join(lines), "\r\n \r\n".join(["", *lines, ""])
    path = tmp_path / "pens.jsonl"
    for content in (
        spaced.encode(),
        plain.encode("utf-8-sig"),
        plain.encode("utf-16"),
        b"\n".join(each.encode("utf-8-sig") for each in lines),
    ):
        path.write_bytes(content)
        assert read_pen_digits(path).labels.tolist() == [4, 7]
    path.write_text('{"label": 4, "writer": 12, "strokes": [[[1, 2]]], "color": "red"}')
    assert read_pen_digits(path).writers.tolist() == ["12"]


def test_all_members_of_an_archive_are_read(file: Path) -> None:
    one = file.read_bytes()
    file.write_bytes(one + gzip.compress(line(0, "z", SEVEN).encode() + b"\n") + one)
    assert read_pen_digits(file).labels.tolist() == [4, 7] * 3 + [0] + [4, 7] * 3
    unnamed = file.rename(file.with_suffix(""))
    assert len(read_pen_digits(unnamed)) == 13
    unnamed.write_bytes(one + one[:-9])
    with pytest.raises(DataError, match="can't be read"):
        read_pen_digits(unnamed)


def test_a_truncated_archive_and_a_missing_file_are_named(file: Path, tmp_path: Path) -> None:
    for content in (file.read_bytes()[:-20], b"not gzip"):
        file.write_bytes(content)
        with pytest.raises(DataError, match="can't be read"):
            read_pen_digits(file)
    with pytest.raises(DataError, match="can't be read"):
        read_pen_digits(tmp_path / "nowhere.jsonl")
