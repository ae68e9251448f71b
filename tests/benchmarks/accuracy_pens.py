"""How well are real pens read? Replays pen drawings through POST /predict and prints the share that is right.

    python -m tests.benchmarks.accuracy_pens PEN_DIGITS.jsonl.gz [--writers 6] [--count 1000] [--url http://127.0.0.1:8000]

The file is one that `model/augmentation/pen_digits.py` describes; of its writers, the last six by name were never
learned from. Each drawing is sent in every condition of `model/exams/pen_conditions.py`: as strokes, or on a 280 x 280
canvas that Pillow draws and packs as a PNG or a JPEG. `python -m model evaluate --pen-digits` asks the network itself,
without server or Pillow; the two agree unless something between the door and the network is amiss.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import numpy as np
from PIL import Image

from model.augmentation.pen_digits import read_pen_digits
from model.exams.pen_conditions import CANVAS, PEN_CONDITIONS, PHOTO_QUALITY, PenCondition
from model.exams.pens import SEED
from model.exams.photo import photograph
from tests.helpers.drawings import Strokes, data_url, picture
from tests.helpers.server import server_at

BATCH = 50


class Pen(NamedTuple):
    """One drawing and the digit that it was meant to be."""

    label: int
    strokes: Strokes


def read_pens(path: Path, writers: int, count: int, seed: int = 1) -> list[Pen]:
    """`count` drawings of the last `writers` of the file, chosen at random."""
    _, pens = read_pen_digits(path).split(writers)
    chosen = np.random.default_rng(seed).choice(len(pens), min(count, len(pens)), replace=False)
    return [Pen(int(pens.labels[i]), [stroke.tolist() for stroke in pens.strokes[i]]) for i in chosen]


def as_drawing(strokes: Strokes, condition: PenCondition, rng: np.random.Generator) -> dict[str, Any]:
    """What a client would send: the strokes, or a PNG or a JPEG of them in this condition."""
    points = [np.array(stroke, float) for stroke in strokes]
    if condition.sent_as == "strokes":
        return {"strokes": [stroke.tolist() for stroke in condition.leaning(points)]}
    ink, paper = (255, 0) if condition.light_on_dark else (0, 255)
    placed = [stroke.tolist() for stroke in condition.on_canvas(points)]
    canvas = picture(placed, size=CANVAS, scale=1, at=(0, 0), brush=condition.brush, ink=ink, paper=paper)
    if condition.sent_as == "picture":
        return {"image": data_url(canvas)}
    photo = photograph(1 - np.asarray(canvas, np.float32) / 255, rng)
    return {"image": data_url(Image.fromarray(photo), "JPEG", quality=PHOTO_QUALITY)}


def share_right(client: httpx.Client, pens: Sequence[Pen], condition: PenCondition) -> float:
    """The share of drawings, 0 to 1, that /predict reads as they were meant."""
    right, rng = 0, np.random.default_rng(SEED)
    for first in range(0, len(pens), BATCH):
        batch = pens[first : first + BATCH]
        instances = [as_drawing(pen.strokes, condition, rng) for pen in batch]
        predictions = client.post("/predict", json={"instances": instances}).raise_for_status().json()["predictions"]
        right += sum(answer["label"] == pen.label for answer, pen in zip(predictions, batch, strict=True))
    return right / len(pens)


def main() -> None:
    """Prints one row a condition."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--writers", type=int, default=6, help="only the last N writers; 6 are never learned from")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--url", help="a running server; without it one is started for the while")
    arguments = parser.parse_args()
    pens = read_pens(arguments.file, arguments.writers, arguments.count)
    with server_at(arguments.url) as address, httpx.Client(base_url=address, timeout=120) as client:
        version = client.get("/readyz").json()["model_version"]
        print(f"{len(pens)} drawings of the last {arguments.writers} writers, {version}")
        for name, condition in PEN_CONDITIONS.items():
            print(f"{name:14} {share_right(client, pens, condition):7.1%}")


if __name__ == "__main__":
    main()
