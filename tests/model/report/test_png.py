"""PNG: another reader sees the very pixels that were written."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from model.arrays import ImageArray
from model.errors import ShapeError
from model.report.png import png, png_url


@pytest.mark.parametrize(("shape", "mode"), [((28, 28), "L"), ((32, 32, 3), "RGB"), ((1, 5), "L"), ((3, 2, 3), "RGB")])
def test_pillow_reads_what_was_written(shape: tuple[int, ...], mode: str, rng: np.random.Generator) -> None:
    image: ImageArray = rng.integers(0, 256, shape, dtype=np.uint8)
    read = Image.open(io.BytesIO(png(image)), formats=["PNG"])
    assert read.mode == mode
    assert np.array_equal(np.asarray(read), image)
    header, _, content = png_url(image).partition(",")
    assert header == "data:image/png;base64"
    assert base64.b64decode(content, validate=True) == png(image)


@pytest.mark.parametrize("image", [np.zeros((4, 4)), np.zeros((4, 4, 2), np.uint8), np.zeros((0, 4), np.uint8)])
def test_what_is_no_picture_is_refused(image: ImageArray) -> None:
    with pytest.raises(ShapeError, match="of uint8, not"):
        png(image)
