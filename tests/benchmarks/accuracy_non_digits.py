"""Is nonsense refused? Sends drawings that are no digits through POST /predict and prints the share not called a digit.

    python -m tests.benchmarks.accuracy_non_digits [--count 100] [--url http://127.0.0.1:8000]

Beside the kinds that `model/augmentation/non_digits.py` draws, whose like the network has learned from, there are some
that it has never met: the letters of Debian's Hershey fonts (apt-get install hershey-fonts-data), in print and in
script, small pictures of coloured noise such as CIFAR's look, and photos of things.
"""

import argparse
from collections.abc import Callable
from typing import Any

import httpx
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from model.augmentation.non_digits import DRAWINGS
from tests.helpers import hershey
from tests.helpers.drawings import data_url
from tests.helpers.server import server_at

Drawing = dict[str, Any]
SEED = 7


def drawn(kind: str, rng: np.random.Generator) -> Drawing:
    """One drawing of a kind of not_digits, as a hand would send it."""
    turn = rng.uniform(-0.2, 0.2)
    bend = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) * rng.uniform(60, 250)
    return {"strokes": [(stroke @ bend.T).round(2).tolist() for stroke in DRAWINGS[kind](rng)]}


def font_letter(rng: np.random.Generator, *, digit_shaped: bool) -> Drawing:
    """A letter of a Hershey font."""
    letters = hershey.letters(str(rng.choice(hershey.NAMES)))
    chosen = [letter for letter in letters if (letter in hershey.DIGIT_SHAPED) == digit_shaped]
    return {"strokes": letters[str(rng.choice(chosen))]}


def coloured_noise(rng: np.random.Generator) -> Drawing:
    """32 x 32 coloured blots, finer or coarser, with some grain."""
    size = int(rng.integers(3, 33))
    blots = Image.fromarray(rng.integers(0, 256, (size, size, 3), np.uint8)).resize((32, 32), Image.Resampling.BICUBIC)
    grainy = np.asarray(blots, float) + rng.normal(0, rng.uniform(0, 40), (32, 32, 3))
    return {"image": data_url(Image.fromarray(np.clip(grainy, 0, 255).astype(np.uint8)))}


def photo(rng: np.random.Generator) -> Drawing:
    """Something like a room or a landscape: a lit background, a dozen overlapping things, blur, grain, JPEG."""
    size = 160
    light = np.linspace(*rng.uniform(60, 230, 2), size)[:, None, None] + rng.uniform(-30, 30, 3)
    image = Image.fromarray(np.clip(np.broadcast_to(light, (size, size, 3)), 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(rng.integers(6, 16)):
        x, y = rng.uniform(-20, size, 2)
        width, height = rng.uniform(10, 90, 2)
        shape = draw.ellipse if rng.random() < 0.5 else draw.rectangle
        shape((x, y, x + width, y + height), fill=tuple(int(tone) for tone in rng.integers(0, 256, 3)))
    blurred = np.asarray(image.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 3))), float)
    grainy = np.clip(blurred + rng.normal(0, 6, blurred.shape), 0, 255).astype(np.uint8)
    return {"image": data_url(Image.fromarray(grainy), "JPEG", quality=70)}


def _makers() -> dict[str, Callable[[np.random.Generator], Drawing]]:
    drawings = {kind: lambda rng, kind=kind: drawn(kind, rng) for kind in DRAWINGS}
    fonts = {
        "font letters": lambda rng: font_letter(rng, digit_shaped=False),
        "like a digit": lambda rng: font_letter(rng, digit_shaped=True),
    }
    return drawings | (fonts if hershey.FONTS.is_dir() else {}) | {"coloured noise": coloured_noise, "photo": photo}


MAKERS = _makers()


def share_refused(client: httpx.Client, kind: str, count: int) -> float:
    """The share of `count` drawings of a kind, 0 to 1, that /predict doesn't call a digit."""
    rng = np.random.default_rng(SEED)
    instances = [MAKERS[kind](rng) for _ in range(count)]
    predictions = client.post("/predict", json={"instances": instances}).raise_for_status().json()["predictions"]
    return float(np.mean([answer["verdict"] != "digit" for answer in predictions]))


def main() -> None:
    """Prints one row a kind, and the mean over all of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=100, help="drawings of each kind")
    parser.add_argument("--url", help="a running server; without it one is started for the while")
    arguments = parser.parse_args()
    with server_at(arguments.url) as address, httpx.Client(base_url=address, timeout=120) as client:
        print(f"{arguments.count} drawings of each kind, {client.get('/readyz').json()['model_version']}")
        shares = {kind: share_refused(client, kind, arguments.count) for kind in MAKERS}
    for kind, share in shares.items():
        print(f"{kind:14} {share:7.1%}")
    print(f"{'all':14} {np.mean(list(shares.values())):7.1%}")


if __name__ == "__main__":
    main()
