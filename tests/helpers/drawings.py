"""Digits as a hand would draw them, as pen strokes and as pictures."""

import base64
import io
import math

from PIL import Image, ImageDraw

Strokes = list[list[list[float]]]

SEVEN: Strokes = [[[20, 20], [50, 19], [80, 20], [70, 42], [62, 58], [52, 80], [45, 100]]]
ONE: Strokes = [[[50, 15], [50, 40], [49, 70], [49, 100]]]
ZERO: Strokes = [[[50 + 28 * math.sin(a / 12 * math.tau), 60 - 42 * math.cos(a / 12 * math.tau)] for a in range(13)]]
THREE: Strokes = [
    [[25, 25], [45, 14], [65, 20], [68, 38], [50, 52], [42, 54], [62, 58], [74, 76], [62, 96], [40, 100], [22, 90]]
]
FOUR: Strokes = [[[40, 15], [30, 40], [20, 62], [50, 62], [82, 61]], [[64, 20], [63, 60], [61, 102]]]


def picture(
    strokes: Strokes,
    *,
    size: int = 280,
    scale: float = 2.2,
    at: tuple[float, float] = (20, 15),
    brush: float = 18,
    ink: tuple[int, ...] | int = 0,
    paper: tuple[int, ...] | int = 255,
    mode: str = "L",
) -> Image.Image:
    """The strokes drawn with a round brush, as a browser's canvas would hold them."""
    image = Image.new(mode, (size, size), paper)
    pen = ImageDraw.Draw(image)
    for stroke in strokes:
        points = [(x * scale + at[0], y * scale + at[1]) for x, y in stroke]
        pen.line(points, fill=ink, width=round(brush), joint="curve")
        for x, y in points:
            pen.ellipse([x - brush / 2, y - brush / 2, x + brush / 2, y + brush / 2], fill=ink)
    return image


def data_url(image: Image.Image, format: str = "PNG", **options: object) -> str:
    """The picture as the `image` field of POST /predict."""
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return f"data:image/{format.lower()};base64,{base64.b64encode(buffer.getvalue()).decode()}"
