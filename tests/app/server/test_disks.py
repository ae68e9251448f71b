"""A full disk, and a read-only folder: nothing is lost, and the error says what is wrong.

Both are real: a small file system in memory, which only root may mount.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server


def mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this machine lets nobody mount a file system ({done.stderr.strip()}); run it as root to test it")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount("-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def weights(disk: Path, shipped_weights: Path) -> Path:
    folder = disk / "weights"
    shutil.copytree(shipped_weights, folder)
    (folder / "v0002").mkdir()
    for file in (folder / "v0001").iterdir():
        os.link(file, folder / "v0002" / file.name)
    return folder


def fill(disk: Path) -> Path:
    """Writes until the disk is full."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return ballast


def test_on_a_full_disk_all_goes_on_but_writing_and_writing_too_once_there_is_room(disk: Path, weights: Path) -> None:
    feedback = {"strokes": SEVEN, "label": 7}
    with (
        running_server(make_settings(disk, weights)) as address,
        httpx.Client(base_url=address, headers=BEARER, timeout=30) as admin,
    ):
        assert admin.post("/feedback", json=feedback).status_code == 201
        ballast = fill(disk)
        for method, path, body in (
            ("PUT", "/admin/models/champion", {"version": "v0002"}),
            ("POST", "/admin/retrain", {"epochs": 1}),
            ("POST", "/feedback", {"strokes": [[[1, 2], [3, 50], [40, 4]]] * 99, "label": 1}),
        ):
            answer = admin.request(method, path, json=body)
            assert (answer.status_code, answer.json()["error"]) == (507, "no_room"), (path, answer.text)
        assert admin.get("/readyz").json()["model_version"] == "v0001"
        assert admin.post("/predict", json={"strokes": SEVEN}).json()["label"] == 7
        ballast.unlink()
        assert admin.put("/admin/models/champion", json={"version": "v0002"}).status_code == 200
        assert admin.get("/readyz").json()["model_version"] == "v0002"
        assert admin.get("/admin/corrections").json()["counts"]["waiting"] == 1, "what was accepted is still there"
        assert admin.post("/feedback", json=feedback | {"strokes": [[[1, 2], [3, 50]]]}).status_code == 201


def test_a_weights_folder_that_may_only_be_read_serves_and_says_so(tmp_path: Path, disk: Path, weights: Path) -> None:
    with (
        running_server(make_settings(tmp_path, weights)) as address,
        httpx.Client(base_url=address, headers=BEARER, timeout=30) as admin,
    ):
        mount("-o", "remount,ro", str(disk))
        answer = admin.put("/admin/models/champion", json={"version": "v0002"})
        assert (answer.status_code, answer.json()["error"]) == (507, "not_writable"), answer.text
        assert str(disk) not in answer.text
        assert admin.get("/readyz").json()["model_version"] == "v0001"
        assert admin.post("/predict", json={"strokes": SEVEN}).json()["label"] == 7
        assert len(admin.get("/admin/models").json()["models"]) == 2
    with running_server(make_settings(tmp_path / "again", weights)) as address:  # it can also start like this
        assert httpx.get(f"{address}/readyz").status_code == 200
