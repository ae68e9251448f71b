"""Drawings: what a request carries - strokes, a picture, pixels - becomes the 28x28 picture that the network sees.

A picture may be dark on light or light on dark, in colour, transparent, of any size.
"""

import base64
import binascii
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

from model.arrays import FLOAT, Array
from model.paper import LEAST_CONTRAST, ink_on_paper
from model.preprocessing import IMAGE_SIZE, frame_picture, frame_strokes

from .errors import InvalidRequest, TooLarge
from .schemas import Drawing

FORMATS = ("PNG", "JPEG", "WEBP")
BEGINNINGS = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF")
"""What a file of these formats begins with."""
Image.MAX_IMAGE_PIXELS = None  # our own limit is checked instead, and Pillow would only warn
WORKING_SIZE = 256  # larger pictures are averaged down to this first: the network sees 20 pixels of it


@dataclass(frozen=True)
class Drawn:
    """What a request carries, decoded: exactly one of pen strokes, an ink picture, and a picture framed already."""

    strokes: list[Array] | None = None  # each (points, 2)
    ink: Array | None = None  # (height, width), 0.0 to 1.0
    picture: Array | None = None  # (28, 28), 0.0 to 1.0


def read(drawing: Drawing, *, max_points: int, max_image_pixels: int) -> Drawn:
    """Decodes a drawing. Raises InvalidRequest or TooLarge with a sentence."""
    if drawing.strokes is not None:
        return Drawn(strokes=_strokes(drawing.strokes, max_points))
    if drawing.image is not None:
        return Drawn(ink=_ink(_open(drawing.image, max_image_pixels)))
    try:
        pixels = np.array(drawing.pixels, FLOAT)
    except ValueError:  # rows of different lengths
        pixels = np.empty(0, FLOAT)
    if pixels.shape not in {(IMAGE_SIZE * IMAGE_SIZE,), (IMAGE_SIZE, IMAGE_SIZE)}:
        raise InvalidRequest("pixels must be 784 numbers, or 28 rows of 28.")
    return Drawn(picture=pixels.reshape(IMAGE_SIZE, IMAGE_SIZE))


def picture_of(drawing: Drawing, *, max_points: int, max_image_pixels: int) -> Array:
    """The picture (28, 28), 0.0 to 1.0, that the network sees. Raises InvalidRequest or TooLarge with a sentence."""
    drawn = read(drawing, max_points=max_points, max_image_pixels=max_image_pixels)
    if drawn.picture is not None:
        return drawn.picture
    if drawn.ink is not None:
        return frame_picture(drawn.ink)
    return frame_strokes(drawn.strokes) if drawn.strokes else np.zeros((IMAGE_SIZE, IMAGE_SIZE), FLOAT)


def _strokes(strokes: Sequence[Sequence[tuple[float, float]]], max_points: int) -> list[Array]:
    count = sum(map(len, strokes))
    if count > max_points:
        raise TooLarge(
            f"A drawing may have at most {max_points} points; this one has {count}. Send fewer, farther apart."
        )
    return [np.array(stroke, np.float64) for stroke in strokes if stroke]


def _open(data_url: str, max_image_pixels: int) -> Image.Image:
    """A data URL -> a decoded picture, about WORKING_SIZE on a side. Its size is checked before it is decoded."""
    header, comma, payload = data_url.partition(",")
    if not comma or not header.startswith("data:image/") or not header.endswith(";base64"):
        raise InvalidRequest("image must be a data URL that begins with data:image/png;base64, (or jpeg, or webp).")
    try:
        content = base64.b64decode(payload, validate=True)
        image = Image.open(io.BytesIO(content), formats=FORMATS)
        width, height = image.size
        if width * height > max_image_pixels:
            raise TooLarge(f"A picture may have at most {max_image_pixels} pixels, not {width} x {height}.")
        image.load()
        return _in_color(_upright(image))
    except binascii.Error as error:
        raise InvalidRequest("image is not valid base64.") from error
    except TooLarge:
        raise
    except Exception as error:  # a decoder meets anything in a broken file
        if content.startswith(BEGINNINGS):
            raise InvalidRequest("image is damaged, or cut short; send the whole file.") from error
        raise InvalidRequest("image is in a format that can't be read; send it as PNG, JPEG or WebP.") from error


def _upright(image: Image.Image) -> Image.Image:
    """Turned as a photo's EXIF notes ask for; damaged notes are no reason to refuse the photo."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # a parser meets anything in broken notes
        return image


def _in_color(image: Image.Image) -> Image.Image:
    """Any mode, any size -> L, RGB or RGBA, about WORKING_SIZE on a side."""
    if image.mode.startswith("I;16"):  # Pillow would cut 16 bits off at 255 instead of scaling them
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    # Those three can be averaged as they are, which saves memory, unless one of their tones means "see-through".
    if image.mode not in ("L", "RGB", "RGBA") or "transparency" in image.info:
        image = image.convert("RGBA")
    shrink = max(image.size) // WORKING_SIZE
    return image.reduce(shrink) if shrink > 1 else image


def _ink(image: Image.Image) -> Array:
    """How far each pixel is from the paper: (height, width), 0.0 to 1.0; all 0 if there is next to no contrast."""
    tone = np.asarray(image.convert("L"), FLOAT)  # 0.299 red + 0.587 green + 0.114 blue, in Pillow's C
    if image.mode == "RGBA":
        alpha = np.asarray(image.getchannel("A"))
        if alpha.min() < 128:
            tone = _lay_on_paper(tone, alpha.astype(FLOAT) / FLOAT(255))
    return ink_on_paper(tone)


def _lay_on_paper(tone: Array, alpha: Array) -> Array:
    """A see-through picture, laid on what its maker must have meant as paper.

    If all that can be seen has one tone, it is ink of some colour, and the paper is the opposite tone. Otherwise it has
    a paper of its own, which is what most of it looks like.
    """
    seen = tone[alpha > 0.5]
    if seen.size == 0:
        return np.zeros_like(tone)
    own = float(np.median(seen))
    one_tone = float(np.percentile(seen, 95) - np.percentile(seen, 5)) < 2 * LEAST_CONTRAST
    paper = FLOAT((255.0 if own < 128 else 0.0) if one_tone else own)
    return paper + (tone - paper) * alpha
