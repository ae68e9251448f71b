"""Images: a data URL - dark on light or light on dark, in colour, transparent, of any size - becomes ink."""

import base64
import binascii
import io

import numpy as np
from PIL import Image, ImageOps

from model.arrays import FLOAT, Array
from model.preprocessing.ink_extraction import MIN_CONTRAST, extract_ink

from ..errors import InvalidRequest, TooLarge
from .limits import RequestLimits

FORMATS = ("PNG", "JPEG", "WEBP")
SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF")
"""The first bytes of files in these formats."""
Image.MAX_IMAGE_PIXELS = None  # our own limit is checked instead, and Pillow would only warn
WORKING_SIZE = 256  # larger pictures are averaged down to this first; the network sees only 20 pixels of it


def ink_of(data_url: str, limits: RequestLimits) -> Array:
    """A data URL -> ink (height, width), 0.0 to 1.0. Raises InvalidRequest or TooLarge with a sentence."""
    return _ink(_open(data_url, limits))


def _open(data_url: str, limits: RequestLimits) -> Image.Image:
    """A data URL -> a decoded picture, about WORKING_SIZE on a side. Its size is checked before it is decoded."""
    header, comma, payload = data_url.partition(",")
    if not comma or not header.startswith("data:image/") or not header.endswith(";base64"):
        raise InvalidRequest("image must be a data URL that begins with data:image/png;base64, (or jpeg, or webp).")
    try:
        content = base64.b64decode(payload, validate=True)
        image = Image.open(io.BytesIO(content), formats=FORMATS)
        limits.spend_pixels(*image.size)
        image.load()
        return _in_color(_upright(image))
    except binascii.Error as error:
        raise InvalidRequest("image is not valid base64.") from error
    except TooLarge:
        raise
    except Exception as error:  # a broken file can raise anything in a decoder
        if content.startswith(SIGNATURES):
            raise InvalidRequest("image is damaged, or cut short; send the whole file.") from error
        raise InvalidRequest("image is in a format that can't be read; send it as PNG, JPEG or WebP.") from error


def _upright(image: Image.Image) -> Image.Image:
    """The picture turned as its EXIF orientation says; a photo with damaged EXIF data is used as it is."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # broken data can raise anything in a parser
        return image


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
    """The ink of a picture, each pixel's distance from the paper: (height, width), 0.0 to 1.0; 0 without contrast."""
    tone = np.asarray(image.convert("L"), FLOAT)  # 0.299 red + 0.587 green + 0.114 blue, in Pillow's C
    if image.mode == "RGBA":
        alpha = np.asarray(image.getchannel("A"))
        if alpha.min() < 128:
            tone = _on_paper(tone, alpha.astype(FLOAT) / FLOAT(255))
    return extract_ink(tone)


def _on_paper(tone: Array, alpha: Array) -> Array:
    """Blends a transparent picture with the tone of its paper, which has to be guessed.

    If all visible pixels have one tone, they are ink, and the paper has the opposite tone. Otherwise the picture shows
    its paper too, and most of it looks like that.
    """
    visible = tone[alpha > 0.5]
    if visible.size == 0:
        return np.zeros_like(tone)
    own = float(np.median(visible))
    one_tone = float(np.percentile(visible, 95) - np.percentile(visible, 5)) < 2 * MIN_CONTRAST
    paper = FLOAT((255.0 if own < 128 else 0.0) if one_tone else own)
    return paper + (tone - paper) * alpha
