"""Images: a data URL - dark on light or light on dark, in colour, transparent, of any size - becomes ink."""

import io
import time

import numpy as np
from PIL import Image

from model.arrays import FLOAT, Array
from model.preprocessing.ink_extraction import MIN_CONTRAST, extract_ink

from ..errors import InvalidRequest, TooLarge
from .data_urls import content_of
from .image_files import ImageFile, only_picture
from .limits import RequestLimits

FORMATS = ("PNG", "JPEG", "WEBP")
Image.MAX_IMAGE_PIXELS = None  # our own limit is checked instead, and Pillow would only warn
WORKING_SIZE = 256  # larger pictures are averaged down to this first; the network sees only 20 pixels of it
MOST_EVEN_ALPHA = 0.1  # opacities that differ by less, as shares of the most opaque one, are all alike
DECODING_SECONDS = 5.0  # of the processor; as many pixels as are allowed take a fifth of it
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF's orientation -> what turns the picture upright."""


def ink_of(data_url: str, limits: RequestLimits) -> Array:
    """A data URL -> ink (height, width), 0.0 to 1.0. Raises InvalidRequest or TooLarge with a sentence."""
    file = only_picture(content_of(data_url))
    if file is None:
        raise InvalidRequest("image is in a format that can't be read; send it as PNG, JPEG or WebP.")
    try:
        return _ink(_decoded(file, limits))
    except TooLarge:
        raise
    except Exception as error:  # a broken file can raise anything in a decoder
        raise InvalidRequest("image is damaged, or cut short; send the whole file.") from error


def _decoded(file: ImageFile, limits: RequestLimits) -> Image.Image:
    """A file -> a decoded picture, about WORKING_SIZE on a side. Its size is checked before it is decoded."""
    image = Image.open(_Timed(file.content), formats=FORMATS)
    limits.spend_pixels(*image.size)
    image.load()
    turn = UPRIGHT.get(file.orientation)
    return _in_color(image if turn is None else image.transpose(turn))


class _Timed(io.BytesIO):
    """A file that can't be read any more once its decoder has had DECODING_SECONDS."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._ends = time.thread_time() + DECODING_SECONDS

    def read(self, size: int | None = -1, /) -> bytes:
        """Raises TooLarge after the time."""
        if time.thread_time() > self._ends:
            raise TooLarge("image takes too long to decode; save it anew as PNG, JPEG or WebP.")
        return super().read(size)


def _in_color(image: Image.Image) -> Image.Image:
    """Any mode, any size -> L, RGB or RGBA, about WORKING_SIZE on a side."""
    if image.mode.startswith("I;16"):  # Pillow would cut 16 bits off at 255 instead of scaling them
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    # These three modes can be averaged as they are, which saves memory, unless one colour stands for "transparent".
    if image.mode not in ("L", "RGB", "RGBA") or "transparency" in image.info:
        image = image.convert("RGBA")
    shrink = max(image.size) // WORKING_SIZE
    return image.reduce(shrink) if shrink > 1 else image


def _ink(image: Image.Image) -> Array:
    """The ink of a picture, each pixel's distance from the paper: (height, width), 0.0 to 1.0; 0 without contrast.

    Ink that is as light as its paper is looked for in each colour, though not in photos, whose colours are noisy.
    """
    ink = _ink_in(np.asarray(image.convert("L"), FLOAT), image)  # 0.299 red + 0.587 green + 0.114 blue, in Pillow's C
    for color in image.getbands()[:3] if image.mode != "L" else ():
        if ink.any():
            break
        tone = np.asarray(image.getchannel(color), FLOAT)
        if max(np.ptp(edge) for edge in (tone[0], tone[-1], tone[:, 0], tone[:, -1])) < MIN_CONTRAST:
            ink = _ink_in(tone, image)
    return ink


def _ink_in(tone: Array, image: Image.Image) -> Array:
    """The ink of `image` by its `tone`, of one colour or of all together."""
    if image.mode == "RGBA":
        alpha = np.asarray(image.getchannel("A"), FLOAT)
        most, least = float(alpha.max()), float(alpha.min())
        if most == 0:
            return np.zeros_like(tone)
        if most - least >= MOST_EVEN_ALPHA * most:
            tone = _on_paper(tone, alpha / FLOAT(most), one_tone=max(2 * MIN_CONTRAST, 2 * 255 / most))
    return extract_ink(tone)


def _on_paper(tone: Array, opacity: Array, *, one_tone: float) -> Array:
    """Blends a transparent picture with the tone of its paper, which has to be guessed.

    Opacity is 1 where the picture is least transparent, however transparent that is. If the tones of all that is
    visible spread by less than `one_tone`, it is ink, and the paper has the opposite tone. Otherwise the picture shows
    its paper too, and most of it looks like that.
    """
    visible = tone[opacity > 0.5]
    own = float(np.median(visible))
    is_ink = float(np.percentile(visible, 95) - np.percentile(visible, 5)) < one_tone
    paper = FLOAT((255.0 if own < 128 else 0.0) if is_ink else own)
    return paper + (tone - paper) * opacity
