"""The servers that benchmarks ask, each in a process of its own, what they are asked, and one who asks."""

import base64
import io
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import psutil
from PIL import Image

from app.settings import ROOT
from model.checkpoints.checkpoint import Checkpoint, Metadata, now, save_checkpoint
from model.config import NetworkConfig, TrainingConfig
from model.data.dataset import load_mnist_test
from model.nn.network import build_network
from model.preprocessing.framing import to_inputs
from tests.soak.trainings import free_port

SECONDS = 2.0
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
STROKES = [
    [[20 + 0.6 * i, 20 + 0.1 * (7 * i % 5)] for i in range(20)],
    [[32 - 0.4 * i, 20 + 1.3 * i] for i in range(30)],
]
SEVEN = [
    [[round(20 + 1.5 * i, 1), round(20 + math.sin(i), 1)] for i in range(30)],
    [[round(65 - 25 * (i / 45) ** 1.3, 1), round(20 + 1.7 * i, 1)] for i in range(46)],
]
"""A quick seven of 76 points, a tenth of a pixel each, as the page's pad gives them out."""


def questions(folder: Path) -> dict[str, Path]:
    """The bodies to send, each in a file."""
    digits = load_mnist_test()
    pixels = to_inputs(digits.images[:256]).round(4).astype(float).tolist()
    drawing = Image.fromarray(255 - digits.images[0]).resize((280, 280))
    bodies = {
        "pixels": {"pixels": pixels[0]},
        "strokes": {"strokes": STROKES},
        "page": {"strokes": SEVEN, "include": ["image"]},  # as static/js/common/api.js sends it for every stroke
        "png": {"image": data_url(drawing)},
        "canvas": {"image": data_url(drawing.convert("RGBA"))},  # as a browser saves it: four times the bytes
        "batch": {"instances": [{"pixels": each} for each in pixels]},
    }
    for name, body in bodies.items():
        (folder / f"{name}.json").write_text(json.dumps(body))
    return {name: folder / f"{name}.json" for name in bodies}


def data_url(image: Image.Image) -> str:
    """A picture as a request carries it."""
    file = io.BytesIO()
    image.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def weights(folder: Path, hidden_sizes: tuple[int, ...] = (800, 800)) -> Path:
    """A weights folder whose champion has random weights."""
    config = NetworkConfig(hidden_sizes=hidden_sizes)
    network = build_network(config, np.random.default_rng(1))
    metadata = Metadata(
        network=config, training=TrainingConfig(), dataset="mnist", dataset_checksum="", created_at=now()
    )
    save_checkpoint(Checkpoint(network, metadata), folder / "v0001")
    (folder / "champion.json").write_text('{"version": "v0001"}')
    return folder


@contextmanager
def inkling(weights_dir: Path, data_dir: Path, **settings: object) -> Iterator[str]:
    """Runs Inkling, and yields its /predict once it answers."""
    port = free_port()
    settings = {"port": port, "weights_dir": weights_dir, "data_dir": data_dir} | settings
    named = {f"INKLING_{name.upper()}": str(value) for name, value in settings.items()}
    with serving([sys.executable, "-m", "app"], port, **named) as address:
        yield address


@contextmanager
def serving(command: list[str], port: int, **settings: str) -> Iterator[str]:
    """Runs a server process with one BLAS thread, and yields its /predict once it answers."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"} | settings
    server = subprocess.Popen(command, cwd=ROOT, env=environment, **QUIET)  # type: ignore[call-overload]
    try:
        for _ in range(300):
            try:
                httpx.get(f"http://127.0.0.1:{port}/predict", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/predict"
    finally:
        family = [*psutil.Process(server.pid).children(recursive=True), psutil.Process(server.pid)]
        for process in family:  # not every server takes its children along
            process.terminate()
        for process in psutil.wait_procs(family, 20)[1]:
            process.kill()


def reference(name: str, port: int) -> list[str]:
    """A reference under the same uvicorn."""
    options = ["--port", str(port), "--log-level", "warning", "--no-access-log"]
    return [sys.executable, "-m", "uvicorn", f"tests.benchmarks.references:{name}", *options]


def load(address: str, body: Path, connections: int, seconds: float = SECONDS) -> dict[str, float]:
    """One measurement by a process of its own; the page's body comes with a browser's headers."""
    command = [sys.executable, "-m", "tests.benchmarks.load", address, str(body)]
    command += ["--connections", str(connections), "--seconds", str(seconds)]
    command += ["--browser"] if body.stem == "page" else []
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    assert not found["failures"], found
    return found
