"""Augmentation: every time an example is seen, it is turned, slanted, stretched and re-inked a little.

A digit stays the same digit when it is tilted or drawn with a thicker pen; pixels don't know that. Each output pixel
asks where in the original it comes from,

    source = rotation_scale_shear @ (pixel - middle) + middle + shift + elastic(pixel)

and takes the mix of the four pixels around that place. `elastic` is a smooth random field, one random arrow for each
knot of a coarse grid: a hand that shakes (Simard, Steinkraus and Platt, "Best practices for convolutional neural
networks", 2003).
"""

from functools import cache

import numpy as np

from ..arrays import FLOAT, Array, IntArray
from ..config import AugmentationConfig

ELASTIC_KNOTS = 6  # a 6 x 6 grid of arrows: they bend a stroke, but don't crumple it


def deform(images: Array, config: AugmentationConfig, rng: np.random.Generator) -> Array:
    """images (n, height, width) or (n, height, width, channels), 0.0 to 1.0 -> each deformed in its own way."""
    if config.thickness and images.ndim == 3:
        images = _reink(images, rng.uniform(-config.thickness, config.thickness, len(images)).astype(FLOAT))
    sources = _sources(images.shape[:3], config, rng)
    return _sample(images, sources)


def _reink(images: Array, amounts: Array) -> Array:
    """Grey images (n, height, width), each mixed with its thickened (amount > 0) or thinned (< 0) self."""
    mixed = np.empty_like(images)
    for some, extreme in ((amounts >= 0, np.maximum), (amounts < 0, np.minimum)):
        padded = _padded(images[some], 1, 1)
        middle = padded[:, 1:-1, 1:-1]
        change = extreme(padded[:, 1:-1, :-2], padded[:, 1:-1, 2:])
        for neighbour in (padded[:, :-2, 1:-1], padded[:, 2:, 1:-1], middle):
            extreme(change, neighbour, out=change)
        change -= middle
        change *= np.abs(amounts[some, None, None])
        mixed[some] = np.add(change, middle, out=change)
    return mixed


def _padded(images: Array, before: int, after: int) -> Array:
    """Blank paper around the images; np.pad takes longer than all that is done with it."""
    count, height, width, *channels = images.shape
    padded = np.zeros((count, height + before + after, width + before + after, *channels), images.dtype)
    padded[:, before : before + height, before : before + width] = images
    return padded


def _sources(shape: tuple[int, ...], config: AugmentationConfig, rng: np.random.Generator) -> Array:
    """For every output pixel the (y, x) that it comes from: (n, 2, height * width), in pixels from the top left.

    Each is a sum of fields (fields, height * width), in its own shares (n, 2, fields): y, x, 1, and one bell a knot.
    """
    count, height, width = shape
    shifts = (count, 2, 1)
    shares = [
        _affine_maps(count, config, rng),
        rng.uniform(-config.shift_pixels, config.shift_pixels, shifts) + np.reshape(_middle(height, width), (2, 1)),
    ]
    if config.elastic_pixels:
        shares.append(rng.normal(0.0, config.elastic_pixels, (count, 2, ELASTIC_KNOTS**2)))
    coefficients = np.concatenate(shares, axis=2, dtype=FLOAT, casting="same_kind").reshape(2 * count, -1)
    sources: Array = coefficients @ _fields(height, width)[: coefficients.shape[1]]
    return sources.reshape(count, 2, -1)


def _affine_maps(count: int, config: AugmentationConfig, rng: np.random.Generator) -> Array:
    """(n, 2, 2): turn, change of size (height and width apart) and slant, on (y, x)."""
    angle = np.deg2rad(rng.uniform(-config.rotation_degrees, config.rotation_degrees, count))
    grow = 1.0 + rng.uniform(-config.scaling, config.scaling, (2, count))
    slant = rng.uniform(-config.shear, config.shear, count)
    cos, sin, one, zero = np.cos(angle), np.sin(angle), np.ones(count), np.zeros(count)
    rotate = np.array([[cos, -sin], [sin, cos]]).transpose(2, 0, 1)
    lean = np.array([[one, zero], [slant, one]]).transpose(2, 0, 1)
    stretch = np.array([[grow[0], zero], [zero, grow[1]]]).transpose(2, 0, 1)
    maps: Array = rotate @ lean @ stretch
    return maps


def _middle(height: int, width: int) -> tuple[float, float]:
    return (height - 1) / 2, (width - 1) / 2


@cache
def _fields(height: int, width: int) -> Array:
    """(fields, height * width): y and x from the middle, 1, and how much each knot's arrow moves each pixel."""
    y, x = np.mgrid[:height, :width]
    middle = _middle(height, width)
    plane = np.stack([y - middle[0], x - middle[1], np.ones_like(y)]).reshape(3, -1)
    bells = np.kron(_spread(height), _spread(width)).T
    fields: Array = np.concatenate([plane, bells]).astype(FLOAT)
    return fields


def _spread(size: int) -> Array:
    """(size, knots): how much each knot's arrow moves each pixel; bell curves about a knot's width across.

    Rows are scaled so that independent arrows of deviation 1 make a field of deviation 1 everywhere.
    """
    knots = np.linspace(0, size - 1, ELASTIC_KNOTS)
    spacing = knots[1] - knots[0]
    bells = np.exp(-0.5 * ((np.arange(size)[:, None] - knots) / (0.6 * spacing)) ** 2)
    weights: Array = bells / np.sqrt((bells**2).sum(axis=1, keepdims=True))
    return weights


def _sample(images: Array, sources: Array) -> Array:
    """Reads `images` at `sources`, mixing the four nearest pixels; beyond the edge there is blank paper."""
    count, height, width = images.shape[:3]
    padded = _padded(images, 1, 2)
    y, x = np.clip(sources[:, 0], -1, height), np.clip(sources[:, 1], -1, width)
    y += FLOAT(1)
    x += FLOAT(1)
    top, left = np.floor(y), np.floor(x)
    y -= top  # (n, height * width): how far past the upper left pixel
    x -= left
    stride = width + 3
    corner = (top * FLOAT(stride) + left).astype(np.intp)
    corner += (np.arange(count) * ((height + 3) * stride))[:, None]
    if images.ndim == 4:
        y, x = y[..., None], x[..., None]
    pixels = padded.reshape(-1, *images.shape[3:])
    upper, lower = (_mixed(_at(pixels, corner, row), _at(pixels, corner, row + 1), x) for row in (0, stride))
    return _mixed(upper, lower, y).reshape(images.shape)


def _at(pixels: Array, places: IntArray, further: int) -> Array:
    """The pixels so much further than `places`, all of which are within."""
    found: Array = pixels[further:].take(places, axis=0, mode="wrap")
    return found


def _mixed(first: Array, second: Array, share: Array) -> Array:
    """first + share * (second - first), in the memory of both."""
    second -= first
    second *= share
    first += second
    return first
