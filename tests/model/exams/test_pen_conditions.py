"""Pen conditions: each is what its name says, and through each of them a digit looks as it should to the network."""

import numpy as np
import pytest

from model.arrays import Array
from model.exams.pen_conditions import CANVAS, PEN_CONDITIONS, PenCondition
from model.preprocessing.framing import frame_picture, frame_strokes
from model.preprocessing.rasterizer import rasterize
from tests.helpers.drawings import FOUR, SEVEN, ZERO, Strokes


def arrays(strokes: Strokes) -> list[Array]:
    return [np.array(stroke) for stroke in strokes]


def extent(strokes: list[Array]) -> tuple[Array, Array]:
    points = np.concatenate(strokes)
    return points.min(axis=0), points.max(axis=0)


@pytest.mark.parametrize("name", PEN_CONDITIONS)
def test_in_every_condition_the_network_sees_about_the_same_digit(name: str, rng: np.random.Generator) -> None:
    condition = PEN_CONDITIONS[name]
    for digit in (FOUR, SEVEN, ZERO):
        leaning = condition.leaning(arrays(digit)) if condition.sent_as == "strokes" else arrays(digit)
        seen, expected = condition.seen(arrays(digit), rng), frame_strokes(leaning)
        assert seen.shape == (28, 28)
        assert seen.max() <= 1
        assert np.corrcoef(seen.ravel(), expected.ravel())[0, 1] > 0.8


@pytest.mark.parametrize("name", [name for name, each in PEN_CONDITIONS.items() if each.sent_as != "strokes"])
def test_on_the_canvas_a_digit_is_as_large_and_where_it_should_be_and_no_ink_is_cut_off(name: str) -> None:
    condition = PEN_CONDITIONS[name]
    for digit in (FOUR, SEVEN, [[[5.0, 5.0]]]):
        low, high = extent(condition.on_canvas(arrays(digit)))
        assert (low + high) / 2 == pytest.approx(condition.middle)
        assert max(high - low) == pytest.approx(condition.box if len(digit[0]) > 1 else 0)
        assert min(low) >= condition.brush / 2
        assert max(high) <= CANVAS - condition.brush / 2


def test_leaning_right_moves_the_top_to_the_right_by_the_tangent() -> None:
    # tan 15 degrees = 0.2679: the top of an upright of 100 lies 26.8 farther right than its foot. y points down.
    upright = [np.array([[50.0, 0.0], [50.0, 100.0]])]
    (right,) = PEN_CONDITIONS["leaning right"].leaning(upright)
    (left,) = PEN_CONDITIONS["leaning left"].leaning(upright)
    assert right[0, 0] - right[1, 0] == pytest.approx(26.79, abs=0.01)
    assert left[0, 0] - left[1, 0] == pytest.approx(-26.79, abs=0.01)
    assert right[:, 1].tolist() == [0, 100]


def test_neither_polarity_nor_place_nor_size_changes_what_is_seen(rng: np.random.Generator) -> None:
    polarities = [PEN_CONDITIONS[name] for name in ("dark on light", "light on dark")]
    assert [each.canvas(arrays(SEVEN), rng)[0, 0] for each in polarities] == [255, 0]
    dark, light = (each.seen(arrays(SEVEN), rng) for each in polarities)
    assert np.allclose(dark, light, atol=0.01)
    far = PenCondition(box=100, brush=12, middle=(70, 205)).seen(arrays(SEVEN), rng)
    middle = PenCondition(box=100, brush=12).seen(arrays(SEVEN), rng)
    assert np.allclose(far, middle, atol=0.01)


def test_only_a_photo_has_chance_in_it_and_a_seed_repeats_it() -> None:
    for name, condition in PEN_CONDITIONS.items():
        first, again, other = (condition.seen(arrays(FOUR), np.random.default_rng(seed)) for seed in (1, 1, 2))
        assert np.array_equal(first, again), name
        assert np.array_equal(first, other) == (condition.sent_as != "photo"), name


def test_thin_is_thinner_than_medium_and_medium_than_thick() -> None:
    brushes = [PEN_CONDITIONS[f"{name} brush"].brush for name in ("thin", "medium", "thick")]
    sizes = [PEN_CONDITIONS[name].box for name in ("small", "medium brush", "large")]
    assert brushes == sorted(set(brushes))
    assert sizes == sorted(set(sizes))


def test_ink_on_the_canvas_is_what_one_round_brush_leaves(rng: np.random.Generator) -> None:
    condition = PenCondition(brush=9.5)
    spiral = [np.array([[np.cos(a) * a, np.sin(a) * a] for a in np.linspace(1, 15, 50)]), *arrays(FOUR)]
    ink = rasterize(condition.on_canvas(spiral), CANVAS, CANVAS, condition.brush)
    assert np.allclose(condition.seen(spiral, rng), frame_picture(ink), atol=0.02)
