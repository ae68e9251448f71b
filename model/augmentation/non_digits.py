"""Drawings that are no digits: scribbles, dots, crosses, spirals, letters, shapes, and pictures of noise.

A network that has only ever met digits finds a digit in everything. Shown such drawings while it learns, with "all ten
alike" as the target, it learns to say that it sees none. Nobody can show it everything that is no digit, but kinds of
great variety teach much about the rest.

Source: Hendrycks, Mazeika and Dietterich, "Deep Anomaly Detection with Outlier Exposure", 2019.
"""

from collections.abc import Callable, Sequence
from itertools import islice

import numpy as np

from ..arrays import FLOAT, Array
from ..preprocessing.framing import IMAGE_SIZE, frame_drawings, frame_picture, is_blank
from ..preprocessing.ink_extraction import extract_ink
from ..preprocessing.rasterizer import Paths
from ..preprocessing.strokes import rounded
from .letters import LETTERS, letter_strokes
from .pen_digits import PEN_WIDTHS

TREMBLE = 0.025  # how far a hand misses the point it aims at, as a share of the drawing's size
TEXTURE_SIZE = 56  # pixels on a side
CAPITALS, SMALL_LETTERS = [*filter(str.isupper, LETTERS)], [*filter(str.islower, LETTERS)]

Drawing = list[Array]  # strokes (points, 2), x right and y down, in any unit


def not_digits(count: int, rng: np.random.Generator) -> Array:
    """`count` framed pictures (n, 28, 28), 0 to 1, of kinds drawn by lot: each of DRAWINGS, or a texture."""
    makers = [*DRAWINGS.values()]
    kinds = rng.integers(len(makers) + 1, size=count)
    drawn = kinds < len(makers)
    pictures = np.empty((count, IMAGE_SIZE, IMAGE_SIZE), FLOAT)
    pictures[drawn] = inked([makers[kind](rng) for kind in kinds[drawn]], rng)
    pictures[~drawn] = textures(count - int(drawn.sum()), rng)
    return pictures


def inked(drawings: Sequence[Drawing], rng: np.random.Generator) -> Array:
    """Drawings as some hand might draw them, each with some pen, framed together: (n, 28, 28)."""
    return frame_drawings(by_hand(drawings, rng), pen_width=rng.uniform(*PEN_WIDTHS, len(drawings)))


def by_hand(drawings: Sequence[Drawing], rng: np.random.Generator) -> list[Drawing]:
    """Drawings that are slanted, turned, stretched and trembling, each in its own way."""
    if not drawings:
        return []
    paths = Paths.of(drawings)
    first, drawing = paths.first_points(), paths.drawings()
    extents = np.maximum.reduceat(paths.points, first) - np.minimum.reduceat(paths.points, first)
    sizes = np.maximum.reduce(extents, axis=1)
    sizes[sizes == 0] = 1  # of a dot
    slants, turns = rng.uniform(-0.3, 0.3, (2, len(drawings)))
    bends = np.array([[np.cos(turns), slants - np.sin(turns)], [np.sin(turns), np.cos(turns)]])
    bends *= rng.uniform(0.75, 1.25, (2, len(drawings)))
    lengths = np.repeat(paths.stroke_sizes, paths.stroke_sizes)
    misses = rng.normal(size=paths.points.shape) * (TREMBLE * sizes[drawing] / np.sqrt(lengths))[:, None]
    points = np.einsum("ijp,pj->pi", bends[:, :, drawing], paths.points) + misses
    strokes = iter(np.split(points, np.cumsum(paths.stroke_sizes)[:-1]))
    return [[*islice(strokes, len(each))] for each in drawings]


def textures(count: int, rng: np.random.Generator) -> Array:
    """Noise, from fine grain to the soft blots of a blurred photo: (n, 28, 28), as it is or framed as a picture."""
    pictures = np.empty((count, IMAGE_SIZE, IMAGE_SIZE), FLOAT)
    fine = rng.random(count) < 0.5
    pictures[fine] = _grain(int(fine.sum()), IMAGE_SIZE, rng)
    for place, tone in zip(np.flatnonzero(~fine), _grain(int((~fine).sum()), TEXTURE_SIZE, rng), strict=True):
        pictures[place] = frame_picture(extract_ink(255 * tone))
    blank = [is_blank(picture) for picture in pictures]
    if any(blank):
        pictures[blank] = textures(sum(blank), rng)
    return pictures


def _grain(count: int, size: int, rng: np.random.Generator) -> Array:
    """Grey pictures (n, size, size), 0 to 1; amplitude falls with frequency to a random power, as it does in nature."""
    frequency = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)[None, :])
    frequency[0, 0] = 1.0
    powers, contrasts = rng.uniform(0, 2, count), rng.uniform(0.3, 1.5, count)
    waves = np.fft.rfft2(rng.standard_normal((count, size, size), FLOAT))
    waves *= np.exp(-powers[:, None, None] * np.log(frequency)).astype(FLOAT)
    grain = np.fft.irfft2(waves, s=(size, size)).astype(FLOAT, copy=False)
    grain *= (contrasts / np.abs(grain).max(axis=(1, 2), initial=1e-9)).astype(FLOAT)[:, None, None]
    grain += FLOAT(0.5)
    return grain.clip(0, 1, out=grain)


def scribble(rng: np.random.Generator) -> Drawing:
    """One or two long tangled lines."""
    return [rounded(rng.uniform(0, 1, (rng.integers(8, 20), 2))) for _ in range(rng.integers(1, 3))]


def dots(rng: np.random.Generator) -> Drawing:
    """A few dots anywhere on the sheet."""
    return [rng.uniform(0, 1, (1, 2)) for _ in range(rng.integers(1, 10))]


def cross(rng: np.random.Generator) -> Drawing:
    """Two lines through each other, or three as a star of rays; upright or lying."""
    rays = rng.integers(2, 4)
    angles = np.pi * (np.arange(rays) / rays + rng.uniform(0, 1))
    ends = np.stack([np.cos(angles), np.sin(angles)], axis=1) * rng.uniform(0.7, 1, (rays, 1))
    return [np.stack([end, -end]) for end in ends]


def sticks(rng: np.random.Generator) -> Drawing:
    """Straight lines from anywhere to anywhere: three of them at least, for fewer may be a 1, a 4 or a 7."""
    return [rng.uniform(0, 1, (2, 2)) for _ in range(rng.integers(3, 9))]


def hatching(rng: np.random.Generator) -> Drawing:
    """Parallel lines, perhaps with others across."""
    places = np.linspace(0, 1, rng.integers(3, 7))
    lines = [np.array([[place, 0.0], [place, 1.0]]) for place in places]
    return lines + [line[:, ::-1] for line in lines] * (rng.random() < 0.5)


def zigzag(rng: np.random.Generator) -> Drawing:
    """Up and down and up, with sharp turns or as a wave, lying or upright."""
    turns = int(rng.integers(5, 12))
    path = np.stack([np.arange(turns) * rng.uniform(0.1, 0.5), np.arange(turns) % 2], axis=1)
    path = rounded(path) if rng.random() < 0.5 else path
    return [path if rng.random() < 0.7 else path[:, ::-1]]


def jagged_line(rng: np.random.Generator) -> Drawing:
    """From anywhere to anywhere with sharp turns, in one line, wide or narrow."""
    return [rng.uniform(0, 1, (rng.integers(5, 26), 2)) * rng.uniform(0.4, 1, 2)]


def spiral(rng: np.random.Generator) -> Drawing:
    """From one and a half to five turns outwards, either way round."""
    angle = np.linspace(0.0, rng.uniform(3, 10) * np.pi, 80)
    radius = angle ** rng.uniform(0.6, 1.2)
    around = angle * rng.choice([-1, 1]) + rng.uniform(0, 2 * np.pi)
    return [np.stack([radius * np.cos(around), radius * np.sin(around)], axis=1)]


def polygon(rng: np.random.Generator) -> Drawing:
    """A triangle, a square or a pentagon; now and then with what a house or an envelope has more."""
    corners = rng.integers(3, 6)
    around = 2 * np.pi * (np.arange(corners + 1) / corners + rng.uniform(0, 1))
    shape = np.stack([np.cos(around), np.sin(around)], axis=1) * rng.uniform(0.6, 1, 2)
    diagonals = [shape[[first, first + 2]] for first in range(rng.integers(0, corners - 1))]
    return [shape, *(diagonals if rng.random() < 0.3 else [])]


def house(rng: np.random.Generator) -> Drawing:
    """Walls and a roof, perhaps with a door."""
    roof, eaves = rng.uniform(0, 0.3), rng.uniform(0.35, 0.6)
    walls = np.array([[0, 1], [0, eaves], [0.5, roof], [1, eaves], [1, 1], [0, 1]])
    beam = np.array([[0, eaves], [1, eaves]])
    door = np.array([[0.4, 1], [0.4, 0.7], [0.6, 0.7], [0.6, 1]])
    return [walls, *([beam] if rng.random() < 0.5 else []), *([door] if rng.random() < 0.5 else [])]


def star(rng: np.random.Generator) -> Drawing:
    """Five points in one line that crosses itself, or the outline of four to seven."""
    if rng.random() < 0.5:
        around, radius = 4 * np.pi * np.arange(6) / 5, np.ones(6)
    else:
        points = int(rng.integers(4, 8))
        around = np.pi * np.arange(2 * points + 1) / points
        radius = np.where(np.arange(2 * points + 1) % 2, rng.uniform(0.35, 0.6), 1.0)
    around += rng.uniform(0, 2 * np.pi)
    return [np.stack([radius * np.cos(around), radius * np.sin(around)], axis=1)]


def heart(rng: np.random.Generator) -> Drawing:
    """A heart in one line."""
    at = np.linspace(0, 2 * np.pi, 40)
    height = 13 * np.cos(at) - 5 * np.cos(2 * at) - 2 * np.cos(3 * at) - np.cos(4 * at)
    return [np.stack([16 * np.sin(at) ** 3, -height * rng.uniform(0.8, 1.3)], axis=1)]


def arrow(rng: np.random.Generator) -> Drawing:
    """A shaft with a head, in any direction."""
    width, depth = rng.uniform(0.15, 0.4, 2)
    shaft, head = np.array([[0, 0], [1, 0]]), np.array([[1 - depth, -width], [1, 0], [1 - depth, width]])
    turn = rng.uniform(0, 2 * np.pi)
    bend = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return [shaft @ bend.T, head @ bend.T]


def capital(rng: np.random.Generator) -> Drawing:
    """Any of the large LETTERS."""
    return letter_strokes(CAPITALS[rng.integers(len(CAPITALS))], rng)


def small_letter(rng: np.random.Generator) -> Drawing:
    """Any of the small LETTERS."""
    return letter_strokes(SMALL_LETTERS[rng.integers(len(SMALL_LETTERS))], rng)


DRAWINGS: dict[str, Callable[[np.random.Generator], Drawing]] = {
    "scribble": scribble,
    "dots": dots,
    "cross": cross,
    "sticks": sticks,
    "hatching": hatching,
    "zigzag": zigzag,
    "jagged line": jagged_line,
    "spiral": spiral,
    "polygon": polygon,
    "house": house,
    "star": star,
    "heart": heart,
    "arrow": arrow,
    "capital": capital,
    "small letter": small_letter,
}
