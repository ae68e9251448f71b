"""Pictures as people have them: cut to the digit, half transparent, framed."""

import math
from collections.abc import Callable

import httpx
import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from model.arrays import ImageArray
from model.data.dataset import load_mnist_test
from tests.helpers.drawings import FOUR, SEVEN, THREE, data_url, picture

DIGITS = 60


def share_right(client: httpx.Client, make: Callable[[ImageArray], Image.Image], **save: object) -> float:
    """The share of the first MNIST test digits that are read right, each made into a picture from 28 x 28."""
    examples = load_mnist_test()
    images = [make(image.reshape(28, 28)) for image in examples.images[:DIGITS]]
    body = {"instances": [{"image": data_url(image, **save)} for image in images]}  # type: ignore[arg-type]
    predictions = client.post("/predict", json=body).raise_for_status().json()["predictions"]
    labels = [prediction["label"] for prediction in predictions]
    assert None not in labels, "a picture of two tones is never blank"
    return sum(label == meant for label, meant in zip(labels, examples.labels.tolist()[:DIGITS], strict=True)) / DIGITS


def cut(image: ImageArray, faintest: int) -> ImageArray:
    rows, columns = (np.flatnonzero((image >= faintest).any(axis=axis)) for axis in (1, 0))
    return image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def enlarged(image: ImageArray, times: int) -> Image.Image:
    small = Image.fromarray(image)
    return small.resize((small.width * times, small.height * times), Image.Resampling.BICUBIC)


@pytest.mark.parametrize("light_on_dark", [False, True])
@pytest.mark.parametrize(("faintest", "times", "least"), [(1, 1, 1.0), (1, 8, 1.0), (128, 1, 1.0), (128, 8, 0.95)])
def test_a_digit_that_is_cut_to_its_ink_is_read(
    client: httpx.Client, light_on_dark: bool, faintest: int, times: int, least: float
) -> None:
    def crop(image: ImageArray) -> Image.Image:
        ink = cut(image, faintest)
        return enlarged(ink if light_on_dark else 255 - ink, times)

    assert share_right(client, crop) >= least


def test_a_digit_that_is_cut_to_its_ink_is_read_as_a_jpeg_as_well(client: httpx.Client) -> None:
    assert share_right(client, lambda image: enlarged(255 - cut(image, 1), 8), format="JPEG", quality=60) >= 0.98


EIGHT = [[[50 + 22 * math.sin(turn / 20 * math.tau), 60 - 44 * math.cos(turn / 40 * math.tau)] for turn in range(41)]]


@pytest.mark.parametrize(("at", "brush"), [((20, -35), 22), ((0, -40), 40), ((20, 40), 40)])
@pytest.mark.parametrize(("strokes", "label"), [(THREE, 3), (FOUR, 4), (SEVEN, 7), (EIGHT, 8)])
def test_a_drawing_that_passes_the_edge_of_the_canvas_is_read(
    client: httpx.Client, strokes: list[list[list[float]]], label: int, at: tuple[float, float], brush: float
) -> None:
    answer = client.post("/predict", json={"image": data_url(picture(strokes, at=at, brush=brush))}).json()
    assert answer["label"] == label


@pytest.mark.parametrize("light_on_dark", [False, True])
@pytest.mark.parametrize(("times", "width", "tone"), [(1, 1, 0), (4, 4, 0), (10, 1, 0), (10, 3, 100), (10, 4, 0)])
def test_a_thin_frame_is_no_ink(client: httpx.Client, times: int, width: int, tone: int, light_on_dark: bool) -> None:
    def framed(image: ImageArray) -> Image.Image:
        drawn = enlarged(image if light_on_dark else 255 - image, times)
        edge = (0, 0, drawn.width - 1, drawn.height - 1)
        ImageDraw.Draw(drawn).rectangle(edge, outline=255 - tone if light_on_dark else tone, width=width)
        return drawn

    assert share_right(client, framed) == 1.0


@pytest.mark.parametrize("pen", [1, 2, 4, 8])
@pytest.mark.parametrize(
    ("stroke", "label"),
    [
        ([(0, 0), (170, 0), (70, 280)], 7),
        ([(5, 55), (55, 5), (125, 8), (155, 70), (110, 155), (0, 280), (170, 280)], 2),
    ],
)
def test_the_bar_of_a_digit_that_is_cut_to_it_is_no_frame(
    client: httpx.Client, stroke: list[tuple[int, int]], label: int, pen: int
) -> None:
    image = Image.new("L", (300, 400), 255)
    ImageDraw.Draw(image).line([(50 + x, 50 + y) for x, y in stroke], fill=0, width=pen)
    cut_out = image.crop(ImageChops.invert(image).getbbox())
    assert client.post("/predict", json={"image": data_url(cut_out)}).json()["label"] == label


@pytest.mark.parametrize("sides", ["top bottom", "left", "left top"])
def test_lines_on_some_sides_are_a_frame_where_no_ink_touches_them(client: httpx.Client, sides: str) -> None:
    lines = {"top": (0, 0, 280, 2), "bottom": (0, 277, 280, 280), "left": (0, 0, 2, 280)}
    image = picture(FOUR)
    for side in sides.split():
        ImageDraw.Draw(image).rectangle(lines[side], fill=0)
    assert client.post("/predict", json={"image": data_url(image)}).json()["label"] == 4


def test_a_frame_around_nothing_is_the_drawing(client: httpx.Client) -> None:
    empty = Image.new("L", (100, 100), 255)
    ImageDraw.Draw(empty).rectangle((0, 0, 99, 99), outline=0, width=2)
    assert client.post("/predict", json={"image": data_url(empty)}).json()["verdict"] != "blank"


@pytest.mark.parametrize("color", [(0, 0, 0), (255, 255, 255), (30, 60, 200)])
@pytest.mark.parametrize("opacity", [255, 128, 127, 77, 13, 3])
@pytest.mark.parametrize("ground", [0, 0.4])
def test_half_transparent_ink_is_ink(
    client: httpx.Client, color: tuple[int, int, int], opacity: int, ground: float
) -> None:
    drawn = picture(FOUR, mode="RGBA", ink=(*color, opacity), paper=(*color, round(ground * opacity)))
    assert client.post("/predict", json={"image": data_url(drawn)}).json()["label"] == 4


@pytest.mark.parametrize(
    ("ink", "paper"),
    [((255, 0, 0, 120), (30, 60, 200, 255)), ((255, 0, 0, 255), (0, 130, 0, 255)), ((255, 255, 110, 255), (255,) * 4)],
)
def test_ink_may_differ_from_its_paper_in_colour_alone(
    client: httpx.Client, ink: tuple[int, ...], paper: tuple[int, ...]
) -> None:
    drawn = picture(FOUR, mode="RGBA", ink=ink, paper=(0, 0, 0, 0))
    on_paper = Image.alpha_composite(Image.new("RGBA", drawn.size, paper), drawn).convert("RGB")
    assert client.post("/predict", json={"image": data_url(on_paper)}).json()["label"] == 4


def test_a_picture_that_is_evenly_transparent_is_read_by_its_tones(client: httpx.Client) -> None:
    drawn = picture(FOUR, mode="RGBA", ink=(0, 0, 0, 100), paper=(255, 255, 255, 100))
    assert client.post("/predict", json={"image": data_url(drawn)}).json()["label"] == 4
