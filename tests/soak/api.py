"""Asks the running server thousands of questions that its own OpenAPI document makes possible, right and wrong ones.

    python -m tests.soak.api [EXAMPLES]        40 for each operation are about 6,000 questions, four minutes

Schemathesis reads the document, makes the questions - valid, invalid, missing, of other types, in wrong methods, and in
sequences that follow the document's links: retrain, look, cancel; predict, correct - and holds every answer against it:
no 5xx, no undocumented status, header or content, nothing wrong accepted, no admin call without the token.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import httpx

from app.settings import ROOT
from tests.soak.trainings import free_port

TOKEN = "a-token-for-tests-only"
SECONDS = 3600

# What OpenAPI can't say - exactly one of strokes, image and pixels; 784 numbers or 28 x 28; some ink - is answered 422
# with a sentence (under /v2 400), so neither is a fault where the schema allows the question.
CONFIG = """
[checks]
positive_data_acceptance.expected-statuses = [
    "2xx", "400", "401", "403", "404", "408", "409", "410", "413", "422", "429", "503"
]
negative_data_rejection.expected-statuses = [
    "400", "401", "403", "404", "405", "409", "410", "413", "422", "429", "503"
]
"""

SERIALIZER = """
import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    return value if isinstance(value, bytes) else str(value).encode()
"""


def main(examples: int, phases: str = "examples,coverage,fuzzing,stateful") -> int:
    """Starts a server of its own, asks, prints what Schemathesis found, and returns 0 if that was nothing."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:  # a training may still write into it
        folder, port = Path(place), free_port()
        (folder / "weights").mkdir()
        for name in ("v0001", "classroom-relu", "classroom-sigmoid", "classroom-tanh"):
            shutil.copytree(ROOT / "weights" / name, folder / "weights" / name)
        (folder / "weights" / "champion.json").write_text('{"version": "v0001"}')
        (folder / "schemathesis.toml").write_text(CONFIG)
        (folder / "serializer.py").write_text(SERIALIZER)
        settings = {
            "INKLING_PORT": str(port),
            "INKLING_ADMIN_TOKEN": TOKEN,
            "INKLING_WEIGHTS_DIR": str(folder / "weights"),
            "INKLING_DATA_DIR": str(folder / "data"),
            "INKLING_FEEDBACK_LIMIT": "1000/second",
            "INKLING_SIGN_IN_LIMIT": "1000/second",
            "INKLING_ROOM_CODE_LIMIT": "1000/second",
        }
        server = subprocess.Popen([sys.executable, "-m", "app"], cwd=ROOT, env=os.environ | settings)
        try:
            return ask(
                f"http://127.0.0.1:{port}", folder, ["--max-examples", str(examples), "--phases", phases], server
            )
        finally:
            end_trainings(f"http://127.0.0.1:{port}")
            server.terminate()
            server.wait(30)


def ask(address: str, folder: Path, options: list[str], server: subprocess.Popen[bytes]) -> int:
    """Runs Schemathesis on a server that is ready, and sees whether it still is."""
    transport = httpx.HTTPTransport(retries=30)  # with growing pauses, while the server starts
    with httpx.Client(base_url=address, transport=transport, timeout=30) as client:
        client.get("/readyz").raise_for_status()
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        client.post("/admin/trainings/estimate", json={}, headers=bearer, timeout=100)  # the first measures the machine
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(folder / "schemathesis.toml"), "run"]
        command += [f"{address}/openapi.json", "-H", f"Authorization: Bearer {TOKEN}", "--checks", "all"]
        command += [*options, "--exclude-path-regex", "/events$|^/races$", "--request-timeout", "30", "--no-color"]
        command += ["--exclude-operation-id", "close_room"]  # its keys are forgotten: it is gone for wrong ones too
        environment = os.environ | {"SCHEMATHESIS_HOOKS": "serializer", "PYTHONPATH": str(folder)}
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        print(done.stdout[-20_000:] + done.stderr[-5_000:])
        cases = int((re.search(r"(\d+) generated", done.stdout) or [0, "0"])[1])
        print(f"{cases} questions asked of {address}")
        assert server.poll() is None, "the server should still live"
        client.get("/readyz").raise_for_status()
    return done.returncode if cases else 1


def end_trainings(address: str) -> None:
    """Cancels what was started, since a training outlives the server."""
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    with suppress(httpx.HTTPError), httpx.Client(base_url=address, headers=bearer, timeout=30) as client:
        for training in client.get("/admin/trainings").json()["trainings"]:
            client.post(f"/admin/trainings/{training['id']}/cancel")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 40))
