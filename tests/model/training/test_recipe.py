"""A recipe: the drawings of several files, which writers are only measured on, and what the version says of them."""

import gzip
import json
import shlex
from pathlib import Path

import numpy as np
import pytest

from model.checkpoints.checkpoint import load_metadata
from model.checkpoints.training_state import load_state, save_state
from model.data.dataset import Dataset
from model.errors import ConfigError, DataError
from model.training.options import as_command
from model.training.recipe import Recipe, package, start_training
from tests.helpers.command_line import ROOT, run
from tests.helpers.drawings import FOUR, SEVEN

TINY = ["--epochs", "1", "--training-size", "200", "--validation-size", "50", "--hidden-sizes", "8"]
QUICK = {"epochs": 1, "training_size": 100, "validation_size": 50, "hidden_sizes": (8,)}


def digits(path: Path, writers: list[str]) -> Path:
    """A file in which each writer has a four and a seven."""
    lines = [
        {"label": label, "writer": writer, "strokes": strokes}
        for writer in writers
        for label, strokes in ((4, FOUR), (7, SEVEN))
    ]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    return path


@pytest.fixture
def pens(tmp_path: Path) -> list[Path]:
    return [
        digits(tmp_path / "first.jsonl.gz", ["a", "b", "c"]),
        digits(tmp_path / "second.jsonl.gz", ["aga1", "aga2", "imp1", "zed"]),
    ]


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """Five writers, each with a K and an O; the last one is held back."""
    path = tmp_path / "letters.jsonl"
    lines = [
        {"letter": letter, "like_a_digit": letter == "O", "writer": writer, "strokes": FOUR}
        for writer in "abcde"
        for letter in "KO"
    ]
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def test_each_file_has_writers_of_its_own_that_are_only_measured_on(
    tmp_path: Path, pens: list[Path], letters: Path
) -> None:
    output, files = tmp_path / "v0002", ["--pen-digits", *pens, "--not-digit-drawings", letters]
    run("train", "--output", output, *TINY, *files, "--held-back-writers", "1", "aga,imp")
    values = json.loads((output / "metadata.json").read_text())
    assert [(each["file"], each["training_drawings"], each["held_back_writers"]) for each in values["pen_digits"]] == [
        ("first.jsonl.gz", 4, 1),
        ("second.jsonl.gz", 2, "aga,imp"),
    ]
    assert len({each["checksum"] for each in values["pen_digits"]}) == 2
    (others,) = values["not_digit_drawings"]
    assert (others["file"], others["training_drawings"], others["held_back_writers"]) == ("letters.jsonl", 4, 1)
    assert 0 <= values["metrics"]["not_digit_drawings_refused"] <= 1
    words = shlex.split(values["command"])
    assert words[words.index("--pen-digits") :][:3] == ["--pen-digits", "first.jsonl.gz", "second.jsonl.gz"]
    assert words[words.index("--held-back-writers") :][:3] == ["--held-back-writers", "1", "aga,imp"]
    assert words[words.index("--not-digit-drawings") :][:2] == ["--not-digit-drawings", "letters.jsonl"]

    printed = run("evaluate", "--checkpoint", output, *files, "--held-back-writers", "1", "aga,imp").stdout
    assert "first.jsonl.gz: 2 drawings of 1 held-back writer\n" in printed
    assert "second.jsonl.gz: 6 drawings of 3 held-back writers\n" in printed
    assert "letters.jsonl" in printed and "Careful" not in printed
    again = run("evaluate", "--checkpoint", output, "--pen-digits", *pens, "--held-back-writers", "2", "zed").stdout
    assert again.count("Careful: this version has learned from 1 of these writers") == 2


def test_values_that_fit_no_file_get_a_sentence(tmp_path: Path, pens: list[Path], letters: Path) -> None:
    train = ["train", "--output", tmp_path / "x", *TINY, "--pen-digits"]
    assert "one for each of 2, not 3" in run(*train, *pens, "--held-back-writers", "1", "1", "1", status=1).stderr
    assert (
        "No writer's name begins with 'uqb'" in run(*train, *pens, "--held-back-writers", "1", "uqb", status=1).stderr
    )
    assert "is not a pen digit" in run(*train, letters, "--held-back-writers", "1", status=1).stderr
    given = run("train", "--output", tmp_path / "x", *TINY, "--not-digit-drawings", pens[0], status=1)
    assert "line 1, is not a drawing of what is no digit" in given.stderr


def test_letters_like_a_digit_are_left_out(letters: Path) -> None:
    ((learned, held_back),) = Recipe(not_digit_drawings=(str(letters),)).others()
    assert (len(learned), len(held_back)) == (4, 1)
    alike = [line for line in letters.read_text().splitlines() if "true" in line]
    letters.write_text("\n".join(alike))
    with pytest.raises(DataError, match="holds no drawings"):
        Recipe(not_digit_drawings=(str(letters),)).others()


def test_recipes_of_one_file_are_still_read(tmp_path: Path, few_digits: Dataset, pens: list[Path]) -> None:
    """As in half-finished trainings and sweeps from before there could be several."""
    before = {**QUICK, "pen_digits": str(pens[0]), "held_back_writers": 1}
    recipe = Recipe.from_settings(before)
    assert (recipe.pen_digits, recipe.held_back_writers) == ((str(pens[0]),), (1,))
    assert Recipe.from_settings({**QUICK, "pen_digits": None}) == Recipe.from_settings(QUICK)
    training = start_training(recipe, few_digits)
    for _ in training.run():
        pass
    save_state(training.state(), before, tmp_path / "state.npz")
    assert Recipe.from_settings(load_state(tmp_path / "state.npz")[1]) == recipe
    save_state(training.state(), recipe.settings(), tmp_path / "state.npz")
    assert Recipe.from_settings(load_state(tmp_path / "state.npz")[1]) == recipe


def test_metadata_of_one_file_are_still_read() -> None:
    (pens,) = load_metadata(ROOT / "weights" / "v0003").pen_digits
    assert (pens["file"], pens["held_back_writers"]) == ("pen_digits.jsonl.gz", 6)
    assert load_metadata(ROOT / "weights" / "v0001").pen_digits == ()


def test_with_all_writers_learned_from_there_is_no_figure_for_pens(few_digits: Dataset, pens: list[Path]) -> None:
    recipe = Recipe.from_settings({**QUICK, "pen_digits": tuple(map(str, pens)), "held_back_writers": 0})
    training = start_training(recipe, few_digits)
    for _ in training.run():
        pass
    metadata = package(training, recipe, few_digits).metadata
    assert "pen_accuracy" not in metadata.metrics
    assert [each["held_back_writers"] for each in metadata.pen_digits] == [0, 0]
    assert "--held-back-writers 0" in as_command("v0002", recipe.settings(), Recipe().settings())
    with pytest.raises(ConfigError, match="one for each of 2, not 0"):
        Recipe(pen_digits=recipe.pen_digits, held_back_writers=()).pens()
    assert np.unique(recipe.pens()[1][0].writers).tolist() == ["aga1", "aga2", "imp1", "zed"]
