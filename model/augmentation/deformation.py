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

from ..arrays import FLOAT, Array
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
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    around = [padded[:, 1:-1, :-2], padded[:, 1:-1, 2:], padded[:, :-2, 1:-1], padded[:, 2:, 1:-1]]
    thick, thin = images, images
    for neighbour in around:
        thick, thin = np.maximum(thick, neighbour), np.minimum(thin, neighbour)
    amounts = amounts[:, None, None]
    mixed: Array = images + np.maximum(amounts, 0) * (thick - images) + np.maximum(-amounts, 0) * (thin - images)
    return mixed


def _sources(shape: tuple[int, ...], config: AugmentationConfig, rng: np.random.Generator) -> Array:
    """For every output pixel the (y, x) that it comes from: (n, 2, height * width), in pixels from the top left."""
    count, height, width = shape
    y, x = np.mgrid[:height, :width].astype(FLOAT)
    middle = np.array([(height - 1) / 2, (width - 1) / 2], FLOAT)
    pixels = np.stack([y.ravel() - middle[0], x.ravel() - middle[1]])  # (2, height * width)
    sources: Array = _affine_maps(count, config, rng) @ pixels  # (n, 2, height * width)
    sources += middle[:, None]
    sources += rng.uniform(-config.shift_pixels, config.shift_pixels, (count, 2, 1)).astype(FLOAT)
    if config.elastic_pixels:
        arrows = rng.normal(0.0, config.elastic_pixels, (count, 2, ELASTIC_KNOTS, ELASTIC_KNOTS)).astype(FLOAT)
        field = _spread(height) @ arrows @ _spread(width).T  # (n, 2, height, width)
        sources += field.reshape(count, 2, -1)
    return sources


def _affine_maps(count: int, config: AugmentationConfig, rng: np.random.Generator) -> Array:
    """(n, 2, 2): turn, change of size (height and width apart) and slant, on (y, x)."""
    angle = np.deg2rad(rng.uniform(-config.rotation_degrees, config.rotation_degrees, count))
    grow = 1.0 + rng.uniform(-config.scaling, config.scaling, (2, count))
    slant = rng.uniform(-config.shear, config.shear, count)
    cos, sin, one, zero = np.cos(angle), np.sin(angle), np.ones(count), np.zeros(count)
    rotate = np.array([[cos, -sin], [sin, cos]]).transpose(2, 0, 1)
    lean = np.array([[one, zero], [slant, one]]).transpose(2, 0, 1)
    stretch = np.array([[grow[0], zero], [zero, grow[1]]]).transpose(2, 0, 1)
    maps: Array = (rotate @ lean @ stretch).astype(FLOAT)
    return maps


@cache
def _spread(size: int) -> Array:
    """(size, knots): how much each knot's arrow moves each pixel; bell curves about a knot's width across.

    Rows are scaled so that independent arrows of deviation 1 make a field of deviation 1 everywhere.
    """
    knots = np.linspace(0, size - 1, ELASTIC_KNOTS)
    spacing = knots[1] - knots[0]
    bells = np.exp(-0.5 * ((np.arange(size)[:, None] - knots) / (0.6 * spacing)) ** 2)
    weights: Array = (bells / np.sqrt((bells**2).sum(axis=1, keepdims=True))).astype(FLOAT)
    return weights


def _sample(images: Array, sources: Array) -> Array:
    """Reads `images` at `sources`, mixing the four nearest pixels; beyond the edge there is blank paper."""
    count, height, width = images.shape[:3]
    padded = np.pad(images, ((0, 0), (1, 2), (1, 2)) + ((0, 0),) * (images.ndim - 3))
    y = np.clip(sources[:, 0], -1, height) + FLOAT(1)
    x = np.clip(sources[:, 1], -1, width) + FLOAT(1)
    top, left = np.floor(y), np.floor(x)
    down, right = y - top, x - left  # (n, height * width): how far past the upper left pixel
    stride = width + 3
    corner = (
        top.astype(np.int32) * stride
        + left.astype(np.int32)
        + (np.arange(count, dtype=np.int32) * ((height + 3) * stride))[:, None]
    )
    pixels = padded.reshape(count * (height + 3) * stride, *images.shape[3:])
    if images.ndim == 4:
        down, right = down[..., None], right[..., None]
    upper = pixels[corner] * (1 - right) + pixels[corner + 1] * right
    lower = pixels[corner + stride] * (1 - right) + pixels[corner + stride + 1] * right
    mixed: Array = upper * (1 - down) + lower * down
    return mixed.reshape(images.shape)
