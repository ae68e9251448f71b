"""Drawings: what a request carries - strokes, a picture, pixels - becomes the 28x28 picture that the network sees.

A picture may be dark on light or light on dark, in colour, transparent, of any size.
"""

import base64
import binascii
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from struct import Struct
from typing import Self

import numpy as np
from PIL import Image, ImageOps

from model.arrays import FLOAT, Array
from model.paper import LEAST_CONTRAST, ink_on_paper
from model.preprocessing import IMAGE_SIZE, frame_picture, frame_strokes

from .errors import InvalidRequest, TooLarge
from .schemas import Drawing
from .settings import Settings

FORMATS = ("PNG", "JPEG", "WEBP")
BEGINNINGS = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF")
"""What a file of these formats begins with."""
Image.MAX_IMAGE_PIXELS = None  # our own limit is checked instead, and Pillow would only warn
WORKING_SIZE = 256  # larger pictures are averaged down to this first: the network sees 20 pixels of it
_PIXELS = Struct(f"{IMAGE_SIZE * IMAGE_SIZE}f")


@dataclass(frozen=True)
class Drawn:
    """What a request carries, decoded: exactly one of pen strokes, an ink picture, and a picture framed already."""

    strokes: list[Array] | None = None  # each (points, 2)
    ink: Array | None = None  # (height, width), 0.0 to 1.0
    picture: Array | None = None  # (28, 28), 0.0 to 1.0


@dataclass
class Allowance:
    """What one request may carry. A picture takes its pixels from what is left for all pictures of the request."""

    points: int  # of each drawing
    image_pixels: int  # of each picture
    pixels_left: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As the settings have it."""
        return cls(settings.max_points, settings.max_image_pixels, settings.max_batch_pixels)

    def take(self, width: int, height: int) -> None:
        """For one picture, before it is decoded. Raises TooLarge."""
        if width * height > self.image_pixels:
            raise TooLarge(f"A picture may have at most {self.image_pixels} pixels, not {width} x {height}.")
        self.pixels_left -= width * height
        if self.pixels_left < 0:
            raise TooLarge("All pictures of this request have too many pixels together; send fewer, or smaller ones.")


def read(drawing: Drawing, allowance: Allowance) -> Drawn:
    """Decodes a drawing. Raises InvalidRequest or TooLarge with a sentence."""
    if drawing.strokes is not None:
        return Drawn(strokes=_strokes(drawing.strokes, allowance.points))
    if drawing.image is not None:
        return Drawn(ink=_ink(_open(drawing.image, allowance)))
    return Drawn(picture=_picture(drawing.pixels or []))


def picture_of(drawing: Drawing, allowance: Allowance) -> Array:
    """The picture (28, 28), 0.0 to 1.0, that the network sees. Raises InvalidRequest or TooLarge with a sentence."""
    drawn = read(drawing, allowance)
    if drawn.picture is not None:
        return drawn.picture
    if drawn.ink is not None:
        return frame_picture(drawn.ink)
    return frame_strokes(drawn.strokes) if drawn.strokes else np.zeros((IMAGE_SIZE, IMAGE_SIZE), FLOAT)


def _picture(pixels: list[float] | list[list[float]]) -> Array:
    """784 numbers, or 28 rows of 28 -> (28, 28). `struct` takes a third of the time that NumPy takes for a list."""
    if pixels and isinstance(pixels[0], list):
        rows = pixels
        pixels = list(chain.from_iterable(rows)) if {*map(len, rows)} == {IMAGE_SIZE} else []
    if len(pixels) != IMAGE_SIZE * IMAGE_SIZE:
        raise InvalidRequest("pixels must be 784 numbers, or 28 rows of 28.")
    return np.frombuffer(_PIXELS.pack(*pixels), FLOAT).reshape(IMAGE_SIZE, IMAGE_SIZE)


def _strokes(strokes: Sequence[Sequence[tuple[float, float]]], max_points: int) -> list[Array]:
    count = sum(map(len, strokes))
    if count > max_points:
        raise TooLarge(
            f"A drawing may have at most {max_points} points; this one has {count}. Send fewer, farther apart."
        )
    return [np.array(stroke, np.float64) for stroke in strokes if stroke]


def _open(data_url: str, allowance: Allowance) -> Image.Image:
    """A data URL -> a decoded picture, about WORKING_SIZE on a side. Its size is checked before it is decoded."""
    header, comma, payload = data_url.partition(",")
    if not comma or not header.startswith("data:image/") or not header.endswith(";base64"):
        raise InvalidRequest("image must be a data URL that begins with data:image/png;base64, (or jpeg, or webp).")
    try:
        content = base64.b64decode(payload, validate=True)
        image = Image.open(io.BytesIO(content), formats=FORMATS)
        allowance.take(*image.size)
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
