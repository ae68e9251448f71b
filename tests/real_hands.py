"""How well are real pens read? Replays pen drawings through POST /predict and prints the share that is right.

    python -m tests.real_hands PEN_DIGITS.jsonl.gz [--writers 6] [--count 1000] [--url http://127.0.0.1:8000]

The file is one that `model/pen_digits.py` describes; of its writers, the last six by name were never learned from. Each
drawing is sent as strokes, and as a PNG of a 280 x 280 canvas on which it was drawn with three brushes, small, and
off-centre.
"""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import numpy as np

from app.settings import Settings
from model.pen_digits import read_pen_digits
from tests.helpers.drawings import Strokes, data_url, picture
from tests.helpers.server import running_server

CANVAS = 280
BATCH = 50
CONDITIONS: dict[str, dict[str, Any]] = {
    "strokes": {},
    "thin brush": {"box": 200, "brush": 5},
    "medium brush": {"box": 200, "brush": 14},
    "thick brush": {"box": 200, "brush": 30},
    "small": {"box": 50, "brush": 7},
    "off-centre": {"box": 100, "brush": 12, "middle": (70, 205)},
}


class Pen(NamedTuple):
    """One drawing and the digit that it was meant to be."""

    label: int
    strokes: Strokes


def read_pens(path: Path, writers: int, count: int, seed: int = 1) -> list[Pen]:
    """`count` drawings of the last `writers` of the file, chosen at random."""
    _, pens = read_pen_digits(path).split(writers)
    chosen = np.random.default_rng(seed).choice(len(pens), min(count, len(pens)), replace=False)
    return [Pen(int(pens.labels[i]), [stroke.tolist() for stroke in pens.strokes[i]]) for i in chosen]


def as_drawing(strokes: Strokes, condition: dict[str, Any]) -> dict[str, Any]:
    """What a client would send: the strokes, or a PNG of them in this condition."""
    if not condition:
        return {"strokes": strokes}
    points = np.concatenate([np.array(stroke) for stroke in strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    scale = condition["box"] / max(float((high - low).max()), 1.0)
    x, y = np.array(condition.get("middle", (CANVAS / 2, CANVAS / 2))) - (low + high) / 2 * scale
    return {"image": data_url(picture(strokes, size=CANVAS, scale=scale, at=(x, y), brush=condition["brush"]))}


def share_right(client: httpx.Client, pens: Sequence[Pen], condition: dict[str, Any]) -> float:
    """The share of drawings, 0 to 1, that /predict reads as they were meant."""
    right = 0
    for first in range(0, len(pens), BATCH):
        batch = pens[first : first + BATCH]
        instances = [as_drawing(pen.strokes, condition) for pen in batch]
        predictions = client.post("/predict", json={"instances": instances}).raise_for_status().json()["predictions"]
        right += sum(answer["label"] == pen.label for answer, pen in zip(predictions, batch, strict=True))
    return right / len(pens)


@contextmanager
def _server(url: str | None) -> Iterator[str]:
    if url:
        yield url
    else:
        with running_server(Settings()) as address:
            yield address


def main() -> None:
    """Prints one row a condition."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--writers", type=int, default=6, help="only the last N writers; 6 are never learned from")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--url", help="a running server; without it one is started for the while")
    arguments = parser.parse_args()
    pens = read_pens(arguments.file, arguments.writers, arguments.count)
    with _server(arguments.url) as address, httpx.Client(base_url=address, timeout=120) as client:
        version = client.get("/readyz").json()["model_version"]
        print(f"{len(pens)} drawings of the last {arguments.writers} writers, {version}")
        for name, condition in CONDITIONS.items():
            print(f"{name:14} {share_right(client, pens, condition):7.1%}")


if __name__ == "__main__":
    main()
