"""Feeds broken input to all that decodes files and requests, led by the lines of code that it reaches.

    pip install atheris
    python -m tests.soak.fuzz [SECONDS]        so long for each of the five; 300 unless told

Drawings, pictures and tensors go through the whole application; whatever they are, the answer is a digit or a 4xx. A
checkpoint or a file of pen drawings is read, or an error of ours says why not. An input that takes more than ten
seconds or 600 MiB ends the run, and so does any other exception; the input is then left in `.inkling/fuzz`.
"""

import asyncio
import base64
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

FINDINGS = Path(".inkling/fuzz")
LIMITS = ("-timeout=10", "-rss_limit_mb=600", "-max_len=16384", "-print_final_stats=1", "-verbosity=0")


def application(folder: Path, path: str = "/predict") -> Callable[..., int]:
    """POST without a network between: body, headers -> status. Anything the application raises comes through."""
    from pydantic import SecretStr

    from app.main import create_app
    from app.settings import ROOT, Settings

    shutil.copytree(ROOT / "weights" / "classroom-relu", folder / "v0001")
    (folder / "champion.json").write_text('{"version": "v0001"}')
    settings = Settings(weights_dir=folder, data_dir=folder / "data", admin_token=SecretStr("of-nobody-at-all"))
    inkling, loop = create_app(settings), asyncio.new_event_loop()
    usual = [(b"content-type", b"application/json"), (b"host", b"127.0.0.1")]
    scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b""}
    scope |= {"client": ("127.0.0.1", 1), "scheme": "http", "http_version": "1.1"}

    async def ask(body: bytes, headers: Sequence[tuple[bytes, bytes]]) -> int:
        statuses = []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": body}

        async def send(message: dict[str, int]) -> None:
            statuses.append(message.get("status", 0))

        await inkling(scope | {"headers": [*usual, *headers]}, receive, send)  # type: ignore[arg-type]
        return statuses[0]

    return lambda body, *headers: loop.run_until_complete(ask(body, headers))


def drawing(folder: Path) -> tuple[Callable[[bytes], None], list[bytes]]:
    """The body as it is."""
    from tests.helpers.drawings import SEVEN

    post = application(folder)

    def feed(body: bytes) -> None:
        assert post(body) in {200, 400, 413, 422}, body

    seeds: list[object] = [{"strokes": SEVEN}, {"pixels": [0.5] * 784}, {"instances": [{"strokes": SEVEN}] * 2}]
    seeds += [{"strokes": [[[1e308, -1e308], [0, 5e-324]]], "include": ["image"]}, {"strokes": []}, {"image": "data:,"}]
    return feed, [json.dumps(seed).encode() for seed in seeds]


def picture(folder: Path) -> tuple[Callable[[bytes], None], list[bytes]]:
    """The bytes of a picture's file."""
    from tests.helpers import drawings

    post = application(folder)

    def feed(content: bytes) -> None:
        url = f"data:image/png;base64,{base64.b64encode(content).decode()}"
        assert post(json.dumps({"image": url}).encode()) in {200, 413, 422}, url

    image = drawings.picture(drawings.SEVEN, size=60, scale=0.4, at=(5, 5), brush=5)
    seeds = []
    for mode, format in (
        ("L", "PNG"),
        ("RGBA", "PNG"),
        ("P", "PNG"),
        ("I;16", "PNG"),
        ("CMYK", "JPEG"),
        ("RGB", "WEBP"),
    ):
        buffer = io.BytesIO()
        (image.convert("I").convert(mode) if mode == "I;16" else image.convert(mode)).save(buffer, format)
        seeds.append(buffer.getvalue())
    return feed, seeds


def inference(folder: Path) -> tuple[Callable[[bytes], None], list[bytes]]:
    """Two bytes say how much of the rest is the JSON of /v2, before the bytes of its tensor; 0 that all of it is."""
    from app.prediction.open_inference import HEADER_LENGTH
    from app.prediction.open_inference_schemas import ONE

    post = application(folder, "/v2/models/inkling/infer")

    def feed(content: bytes) -> None:
        length = int.from_bytes(content[:2], "big")
        headers = [(HEADER_LENGTH.lower().encode(), b"%d" % length)] if length else []
        assert post(content[2:], *headers) in {200, 400, 413}, content

    tensor = {"name": "pixels", "shape": [2, 28, 28], "datatype": "FP32", "parameters": {"binary_data_size": 6272}}
    asked = {"inputs": [tensor], "outputs": [{"name": "label", "parameters": {"binary_data": True}}], "id": "7"}
    head = json.dumps(asked).encode()
    return feed, [b"\0\0" + json.dumps(ONE).encode(), len(head).to_bytes(2, "big") + head + b"\0\0\0\x3f" * 1568]


def pens(folder: Path) -> tuple[Callable[[bytes], None], list[bytes]]:
    """A file of pen drawings, packed or not."""
    from model.augmentation.pen_digits import read_pen_digits
    from model.errors import DataError
    from tests.helpers.drawings import SEVEN

    path = folder / "pens.jsonl"

    def feed(content: bytes) -> None:
        path.write_bytes(content)
        try:
            read_pen_digits(path).as_examples()
        except DataError as error:
            assert 10 < len(str(error)) < 500, error

    line = json.dumps({"label": 7, "writer": "ann", "strokes": SEVEN}).encode() + b"\r\n"
    return feed, [
        line,
        line * 3,
        gzip.compress(line, mtime=0) + gzip.compress(line, mtime=0),
        line.decode().encode("utf-16"),
    ]


def checkpoint(folder: Path) -> tuple[Callable[[bytes], None], list[bytes]]:
    """One byte says which of the two files the rest replaces."""
    import numpy as np

    from model.checkpoints.checkpoint import (
        METADATA_FILE,
        PARAMETERS_FILE,
        Checkpoint,
        Metadata,
        load_checkpoint,
        save_checkpoint,
    )
    from model.config import NetworkConfig, TrainingConfig
    from model.errors import CheckpointError
    from model.evaluation.verdict import Thresholds
    from model.nn.network import build_network

    config = NetworkConfig(hidden_sizes=(1,))
    thresholds = Thresholds(unsure_below=1.0, not_a_digit_below=0.5)
    named = {"dataset": "mnist", "dataset_checksum": "", "created_at": "", "thresholds": thresholds}
    metadata = Metadata(network=config, training=TrainingConfig(), **named)  # type: ignore[arg-type]
    save_checkpoint(Checkpoint(build_network(config, np.random.default_rng(0)), metadata), folder / "v0001")
    whole = {name: (folder / "v0001" / name).read_bytes() for name in (METADATA_FILE, PARAMETERS_FILE)}

    def feed(content: bytes) -> None:
        damaged = (METADATA_FILE, PARAMETERS_FILE)[content[0] % 2] if content else METADATA_FILE
        (folder / "v0001" / damaged).write_bytes(content[1:])
        try:
            load_checkpoint(folder / "v0001").network.probabilities(np.zeros((1, 784), np.float32))
        except CheckpointError:
            pass
        finally:
            (folder / "v0001" / damaged).write_bytes(whole[damaged])

    return feed, [b"\0" + whole[METADATA_FILE], b"\1" + whole[PARAMETERS_FILE]]


TARGETS = {each.__name__: each for each in (drawing, picture, inference, pens, checkpoint)}


def fuzz(target: str, seconds: int) -> None:
    """Feeds one target in this process, which ends with it."""
    import atheris

    folder = Path(tempfile.mkdtemp())
    with atheris.instrument_imports(include=["app", "model", "PIL", "json", "zipfile", "numpy.lib"]):
        feed, seeds = TARGETS[target](folder)
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds):
        feed(seed)
        (corpus / str(number)).write_bytes(seed)
    FINDINGS.mkdir(parents=True, exist_ok=True)
    found = f"-artifact_prefix={FINDINGS.resolve()}/{target}-"
    atheris.Setup([sys.argv[0], *LIMITS, f"-max_total_time={seconds}", found, str(corpus)], feed)
    atheris.Fuzz()


def main(seconds: int) -> int:
    """One process for each target; 0 if none found anything."""
    codes = []
    for target in TARGETS:
        with tempfile.TemporaryDirectory() as place:
            command = [sys.executable, "-m", "tests.soak.fuzz", target, str(seconds)]
            environment = os.environ | {"TMPDIR": place}
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        told = [line for line in done.stderr.splitlines() if line.startswith("stat::")]
        print(target, *told, sep="\n", flush=True)
        if done.returncode:
            print(done.stderr[-5000:])
        codes.append(done.returncode)
    return max(codes)


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in TARGETS:
        fuzz(sys.argv[1], int(sys.argv[2]))
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
