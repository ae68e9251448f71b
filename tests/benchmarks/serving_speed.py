"""How fast does it answer, beside a route that does nothing? Requests a second and latency, in turn, as ratios.

    python -m tests.benchmarks.serving_speed [ROUNDS]        five rounds take about three minutes

All servers run the same uvicorn with the same options, one after the other is asked in every round, and medians over
rounds are compared. "784-800-800-10" is a network of that shape with random weights, to compare with other servers;
"champion" is the one that is shipped.
"""

import base64
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import numpy as np
from PIL import Image

from app.settings import ROOT
from model.checkpoint import Checkpoint, Metadata, now, save_checkpoint
from model.config import NetworkConfig, TrainingConfig
from model.dataset import load_mnist_test
from model.network import build_network
from model.preprocessing import to_inputs
from tests.soak_trainings import free_port

SECONDS = 2.0
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
STROKES = [
    [[20 + 0.6 * i, 20 + 0.1 * (7 * i % 5)] for i in range(20)],
    [[32 - 0.4 * i, 20 + 1.3 * i] for i in range(30)],
]


def questions(folder: Path) -> dict[str, Path]:
    """The bodies to send, each in a file."""
    digits = load_mnist_test()
    pixels = to_inputs(digits.images[:256]).round(4).astype(float).tolist()
    picture = io.BytesIO()
    Image.fromarray(255 - digits.images[0]).resize((280, 280)).save(picture, "PNG")
    url = "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()
    bodies = {
        "pixels": {"pixels": pixels[0]},
        "strokes": {"strokes": STROKES},
        "png": {"image": url},
        "batch": {"instances": [{"pixels": each} for each in pixels]},
    }
    for name, body in bodies.items():
        (folder / f"{name}.json").write_text(json.dumps(body))
    return {name: folder / f"{name}.json" for name in bodies}


def weights(folder: Path) -> Path:
    """A weights folder whose champion is a 784-800-800-10 with random weights."""
    config = NetworkConfig(hidden_sizes=(800, 800))
    network = build_network(config, np.random.default_rng(1))
    metadata = Metadata(
        network=config, training=TrainingConfig(), dataset="mnist", dataset_checksum="", created_at=now()
    )
    save_checkpoint(Checkpoint(network, metadata), folder / "v0001")
    (folder / "champion.json").write_text('{"version": "v0001"}')
    return folder


@contextmanager
def serving(command: list[str], port: int, **settings: str) -> Iterator[str]:
    """Runs a server process with one BLAS thread, and yields its address once it answers."""
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
        server.terminate()
        server.wait(20)


def reference(name: str, port: int) -> list[str]:
    """A reference under the same uvicorn."""
    options = ["--port", str(port), "--log-level", "warning", "--no-access-log"]
    return [sys.executable, "-m", "uvicorn", f"tests.benchmarks.references:{name}", *options]


def load(address: str, body: Path, connections: int) -> dict[str, float]:
    """One measurement by a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.load", address, str(body)]
    command += ["--connections", str(connections), "--seconds", str(SECONDS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    assert not found["failures"], found
    return found


def main(rounds: int) -> None:
    """Measures all in turn and prints the ratios."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        bodies = questions(folder)
        servers = {}
        for name in ("no_op", "same_parsing"):
            port = free_port()
            servers[name] = stack.enter_context(serving(reference(name, port), port))
        for name, where in (("784-800-800-10", weights(folder / "weights")), ("champion", ROOT / "weights")):
            port = free_port()
            settings = {"PORT": str(port), "WEIGHTS_DIR": str(where), "DATA_DIR": str(folder / name)}
            settings = {f"INKLING_{key}": value for key, value in settings.items()}
            servers[name] = stack.enter_context(serving([sys.executable, "-m", "app"], port, **settings))
        asked = [(name, "pixels", n) for name in servers for n in (64, 1)]
        asked += [(name, body, 64) for name in ("784-800-800-10", "champion") for body in ("strokes", "png")]
        asked += [(name, "batch", 1) for name in ("784-800-800-10", "champion")]
        found: dict[tuple[str, str, int], list[dict[str, float]]] = {each: [] for each in asked}
        for _ in range(rounds):
            for server, body, connections in asked:
                found[server, body, connections].append(load(servers[server], bodies[body], connections))
    report(
        {key: {name: statistics.median(one[name] for one in each) for name in each[0]} for key, each in found.items()}
    )


def report(found: dict[tuple[str, str, int], dict[str, float]]) -> None:
    """Prints figures, and the ratios that count."""
    for (server, body, connections), figures in found.items():
        print(
            f"{server:>15} {body:8} {connections:3} connections: {figures['per_second']:7,.0f} a second, "
            f"p50 {figures['p50_ms']:6.2f} ms, p99 {figures['p99_ms']:6.2f} ms"
        )
    no_op, lone = found["no_op", "pixels", 64], found["no_op", "pixels", 1]
    for name in ("784-800-800-10", "champion"):
        busy = found[name, "pixels", 64]
        print(f"\n{name}")
        ratios = {
            "pixels / a pydantic no-op (goal 1.3)": busy["per_second"] / no_op["per_second"],
            "pixels / a no-op with the same parsing (0.8)": busy["per_second"]
            / found["same_parsing", "pixels", 64]["per_second"],
            "strokes / the no-op (1.2)": found[name, "strokes", 64]["per_second"] / no_op["per_second"],
            "280x280 PNG / pixels (0.4)": found[name, "png", 64]["per_second"] / busy["per_second"],
            "p99 / p50 at 64 connections (at most 2)": busy["p99_ms"] / busy["p50_ms"],
            "p50 / the no-op's at one connection (at most 1.3)": found[name, "pixels", 1]["p50_ms"] / lone["p50_ms"],
        }
        for what, ratio in ratios.items():
            print(f"  {ratio:5.2f}  {what}")
        print(f"  a batch of 256: {256 * found[name, 'batch', 1]['per_second']:,.0f} images a second")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
