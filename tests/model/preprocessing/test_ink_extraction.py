"""Paper and ink: on canvases and photos, dark on light and light on dark."""

import numpy as np
import pytest

from model.arrays import Array
from model.preprocessing.ink_extraction import extract_ink


def bar(paper: float, ink: float, rows: slice = slice(20, 80)) -> Array:
    """A bar of `ink` 10 pixels wide on 100 x 100 of `paper`."""
    tone = np.full((100, 100), paper, np.float32)
    tone[rows, 45:55] = ink
    return tone


@pytest.mark.parametrize(("paper", "ink"), [(255, 0), (0, 255), (200, 120), (60, 130)])
def test_ink_is_what_differs_from_the_paper_whichever_is_darker(paper: float, ink: float) -> None:
    found = extract_ink(bar(paper, ink))
    assert found.dtype == np.float32
    assert np.array_equal(found > 0.5, bar(0, 1) > 0.5)
    assert set(np.unique(found)) == {0.0, 1.0}


def test_half_a_tone_is_half_the_ink() -> None:
    tone = bar(255, 0)
    tone[10, 50] = 127.5
    assert extract_ink(tone)[10, 50] == pytest.approx(0.5)


def test_a_digit_that_runs_off_the_canvas_leaves_the_paper_as_it_is() -> None:
    tone = bar(255, 0, slice(0, 100))
    assert np.array_equal(extract_ink(tone) > 0.5, tone < 128)


@pytest.mark.parametrize("tone", [0, 128, 255])
def test_an_even_sheet_has_no_ink(tone: int) -> None:
    assert extract_ink(np.full((50, 60), tone, np.float32)).max() == 0


def photo(clean: Array, rng: np.random.Generator, noise: float) -> Array:
    """Lit from the left, darker to the corners, with a sensor's noise."""
    y, x = np.mgrid[-1:1:100j, -1:1:100j]
    lit = clean * 0.6 + 60 - 35 * x - 20 * (x * x + y * y)
    return np.clip(lit + rng.normal(0, noise, clean.shape), 0, 255).astype(np.float32)


@pytest.mark.parametrize("noise", [0.0, 4.0, 10.0])
@pytest.mark.parametrize(("paper", "ink"), [(255, 20), (30, 240)])
def test_on_a_photo_light_and_noise_are_not_ink(
    rng: np.random.Generator, paper: float, ink: float, noise: float
) -> None:
    found = extract_ink(photo(bar(paper, ink), rng, noise))
    inked = bar(0, 1) > 0.5
    assert found[inked].mean() > 0.85
    assert found[~inked].mean() < 0.02


def test_a_photo_of_an_empty_sheet_has_no_ink(rng: np.random.Generator) -> None:
    assert extract_ink(photo(np.full((100, 100), 230.0, np.float32), rng, 4.0)).max() == 0
