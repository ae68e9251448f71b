"""POST /predict, through the door that developers use."""

from collections.abc import Callable
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from model.data.dataset import load_mnist_test
from tests.helpers.drawings import FOUR, ONE, SEVEN, THREE, ZERO, Strokes, data_url, picture

JSON = {"Content-Type": "application/json"}


def predict(client: httpx.Client, **body: Any) -> dict[str, Any]:
    answer = client.post("/predict", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.parametrize(("strokes", "label"), [(ZERO, 0), (ONE, 1), (THREE, 3), (FOUR, 4), (SEVEN, 7)])
def test_strokes_are_read(client: httpx.Client, strokes: Strokes, label: int) -> None:
    answer = predict(client, strokes=strokes)
    assert (answer["label"], answer["verdict"], answer["model_version"]) == (label, "digit", "v0001")
    assert answer["confidence"] == max(answer["probabilities"]) > 0.5
    assert len(answer["probabilities"]) == 10
    assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-5)
    assert "image" not in answer


@pytest.mark.parametrize("strokes", [[[[500, 500]]], [[[5, 5], [5, 5]], [], [[5, 5]]], [[[0, 0]]]])
def test_a_dot_is_no_digit_yet(client: httpx.Client, strokes: Strokes) -> None:
    answer = predict(client, strokes=strokes)
    assert (answer["label"], answer["verdict"]) == (None, "blank")
    explained = client.post("/explain", json={"strokes": strokes, "include": ["lens"]}).json()
    assert explained["blank"] and explained["lens"]["steps"] == []


BLACK, WHITE, RED, CLEAR = (0, 0, 0, 255), (255, 255, 255, 255), (200, 30, 20, 255), (0, 0, 0, 0)


@pytest.mark.parametrize(
    "style",
    [
        {},
        {"ink": 255, "paper": 0},
        {"ink": 90, "paper": 160},
        {"brush": 5},
        {"brush": 40},
        {"scale": 0.5, "brush": 5, "at": (200, 5)},
        {"size": 1200, "scale": 9, "brush": 60},
        {"mode": "RGBA", "ink": BLACK, "paper": CLEAR},
        {"mode": "RGBA", "ink": WHITE, "paper": CLEAR},
        {"mode": "RGBA", "ink": RED, "paper": CLEAR},
        {"mode": "RGBA", "ink": RED, "paper": WHITE},
        {"mode": "RGB", "ink": (250, 220, 90), "paper": (20, 40, 90)},
    ],
    ids=str,
)
@pytest.mark.parametrize(("strokes", "label"), [(THREE, 3), (FOUR, 4), (SEVEN, 7)])
def test_pictures_are_read_in_any_style(
    client: httpx.Client, strokes: Strokes, label: int, style: dict[str, Any]
) -> None:
    assert predict(client, image=data_url(picture(strokes, **style)))["label"] == label


def test_a_card_on_a_transparent_ground_keeps_its_own_paper(client: httpx.Client) -> None:
    card = picture(SEVEN, mode="RGBA", ink=BLACK, paper=WHITE)
    framed = picture([], size=400, mode="RGBA", paper=CLEAR)
    framed.paste(card, (60, 60))
    assert predict(client, image=data_url(framed))["label"] == 7


@pytest.mark.parametrize(("strokes", "label"), [(THREE, 3), (FOUR, 4), (SEVEN, 7)])
def test_a_photo_is_read_through_its_shadows_and_noise(client: httpx.Client, strokes: Strokes, label: int) -> None:
    rng = np.random.default_rng(0)
    canvas = (
        np.asarray(picture(strokes, brush=12), float) * 0.6 + np.linspace(0, 80, 280) + rng.normal(0, 12, (280, 280))
    )
    photo = Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8))
    assert predict(client, image=data_url(photo, "JPEG", quality=40))["label"] == label


def sixteen_bits(image: Image.Image) -> Image.Image:
    """Greys above 255 of 65,535, which a reader that cuts off instead of scaling would all take for white."""
    return Image.fromarray((np.asarray(image) * 100.0 + 20_000).astype(np.uint16))


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image.convert("1"),
        lambda image: image.convert("LA"),
        lambda image: image.convert("RGB").quantize(4),
        lambda image: image.resize((900, 900)).convert("RGB").quantize(4),
        sixteen_bits,
    ],
    ids=["one bit", "grey with alpha", "palette", "large palette", "16 bits"],
)
def test_every_kind_of_png_is_read(client: httpx.Client, change: Callable[[Image.Image], Image.Image]) -> None:
    assert predict(client, image=data_url(change(picture(SEVEN))))["label"] == 7


def test_a_cmyk_jpeg_is_read(client: httpx.Client) -> None:
    assert predict(client, image=data_url(picture(SEVEN).convert("CMYK"), "JPEG"))["label"] == 7


def test_a_photo_that_says_it_lies_on_its_side_is_turned_upright(client: httpx.Client) -> None:
    turned = picture(FOUR).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # the tag for "turn me clockwise"
    assert predict(client, image=data_url(turned, "JPEG", exif=exif))["label"] == 4


@pytest.mark.parametrize("format", ["JPEG", "WEBP"])
def test_other_formats_are_read(client: httpx.Client, format: str) -> None:
    assert predict(client, image=data_url(picture(SEVEN), format))["label"] == 7


def test_pixels_are_used_as_they_are(client: httpx.Client) -> None:
    test = load_mnist_test()
    flat = (test.images[0].reshape(784) / 255).tolist()
    answer = predict(client, pixels=flat, include=["image"])
    assert answer["label"] == test.labels[0]
    assert np.abs(np.array(answer["image"]).ravel() - flat).max() < 1e-4
    rows = (test.images[0] / 255).tolist()
    assert predict(client, pixels=rows)["probabilities"] == pytest.approx(answer["probabilities"])


def test_the_included_picture_is_what_was_seen(client: httpx.Client) -> None:
    seen = predict(client, strokes=SEVEN, include=["image"])
    assert np.array(seen["image"]).shape == (28, 28)
    again = predict(client, pixels=seen["image"])
    assert again["probabilities"] == pytest.approx(seen["probabilities"], abs=1e-3)


def test_a_batch_is_answered_in_order_as_one_by_one(client: httpx.Client) -> None:
    instances = [
        {"strokes": SEVEN},
        {"image": data_url(picture(THREE))},
        {"pixels": [0.0] * 784},
        {"strokes": ZERO},
    ]
    batch = client.post("/predict", json={"instances": instances, "include": ["image"]}).json()["predictions"]
    assert [each["label"] for each in batch] == [7, 3, None, 0]
    for instance, together in zip(instances, batch, strict=True):
        alone = predict(client, **instance)
        assert together["probabilities"] == pytest.approx(alone["probabilities"], abs=1e-5)
        assert np.array(together["image"]).shape == (28, 28)


@pytest.mark.parametrize(
    "drawing",
    [
        {"strokes": []},
        {"strokes": [[]]},
        {"pixels": [0] * 784},
        {"image": data_url(picture([]))},
        {"image": data_url(picture([], paper=0))},
        {"image": data_url(picture([], mode="RGBA", paper=CLEAR))},
    ],
    ids=["no strokes", "an empty stroke", "no ink", "white", "black", "transparent"],
)
def test_blank_is_blank_and_no_digit(client: httpx.Client, drawing: dict[str, Any]) -> None:
    answer = predict(client, **drawing)
    assert (answer["verdict"], answer["label"], answer["confidence"]) == ("blank", None, 0.0)
    assert answer["probabilities"] == pytest.approx([0.1] * 10)


@pytest.mark.parametrize(
    "exif", [b"Exif\0\0garbage", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01\x12", b"Exif\0\0II*\0\xff\xff\xff\xff"]
)
@pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")  # Pillow mentions the damage, which goes to the log
def test_a_photo_whose_notes_are_damaged_is_read_all_the_same(client: httpx.Client, exif: bytes) -> None:
    assert predict(client, image=data_url(picture(SEVEN), "JPEG", exif=exif))["label"] == 7


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_a_truncated_picture_is_said_to_be_cut_short(client: httpx.Client, format: str) -> None:
    header, payload = data_url(picture(SEVEN), format).split(",")
    answer = client.post("/predict", json={"image": f"{header},{payload[: len(payload) // 2 // 4 * 4]}"})
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_request")
    assert "cut short" in answer.json()["detail"]


@pytest.mark.parametrize("format", ["GIF", "BMP", "TIFF"])
def test_a_picture_in_another_format_is_asked_for_in_one_that_is_read(client: httpx.Client, format: str) -> None:
    answer = client.post("/predict", json={"image": data_url(picture(SEVEN), format)})
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_request")
    assert answer.json()["detail"] == "image is in a format that can't be read; send it as PNG, JPEG or WebP."


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(client: httpx.Client) -> None:
    answer = client.post("/predict", json={"image": data_url(picture([], size=5000))})
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")
    assert "5000 x 5000" in answer.json()["detail"]


def test_too_many_points_and_too_many_drawings_are_refused(client: httpx.Client) -> None:
    points = client.post("/predict", json={"strokes": [[[0, n] for n in range(10_001)]]})
    assert (points.status_code, points.json()["error"]) == (413, "too_large")
    drawings = client.post("/predict", json={"instances": [{"strokes": []}] * 1001})
    assert (drawings.status_code, drawings.json()["error"]) == (413, "too_large")


def test_a_body_over_the_limit_is_refused(client: httpx.Client) -> None:
    pieces = [b'{"strokes": [', b" " * 1_500_000, b" " * 500_000, b"]}"]
    answer = client.post("/predict", content=iter(pieces), headers=JSON)
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")
    assert predict(client, strokes=SEVEN)["label"] == 7
