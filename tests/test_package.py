"""The package, as whoever has no checkout meets it: built, installed elsewhere, served, trained with, exported from."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from model import __version__
from model.project import ROOT
from tests.helpers.drawings import SEVEN
from tests.soak.trainings import free_port
from tests.test_code import tracked_files

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing sets the folder of a user's data")
TOKEN = "a-token-for-tests-only"
SHIPPED = ("app", "model", "static", "templates", "weights")
BUILD = "import sys; from hatchling.build import build_{0}; build_{0}(sys.argv[1])"
TINY = {"epochs": 1, "training_size": 500, "hidden_sizes": [8]}


def built(kind: str, source: Path, folder: Path) -> Path:
    """The one file that a build of this kind leaves in the folder."""
    subprocess.run([sys.executable, "-c", BUILD.format(kind), folder], cwd=source, check=True, capture_output=True)
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the sdist, so that this is whole as well."""
    pytest.importorskip("hatchling", reason="pip install hatchling to run this test")
    folder = tmp_path_factory.mktemp("built")
    sdist = built("sdist", ROOT, folder / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return built("wheel", folder / sdist.name.removesuffix(".tar.gz"), folder / "wheel")


class Installation:
    """An environment that has the wheel, and of the one that runs the tests its libraries alone."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.elsewhere = folder / "elsewhere"
        self.elsewhere.mkdir()
        self.data = folder / "data"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
        scripts = sysconfig.get_path("scripts", "venv", {"base": str(folder / "venv")})
        packages = sysconfig.get_path("purelib", "venv", {"base": str(folder / "venv")})
        python = Path(scripts) / Path(sys.executable).name
        pip = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-index", "--no-deps", wheel]
        subprocess.run(pip, check=True)
        self.command = Path(scripts) / "inkling"
        # Libraries come after the wheel's own; a checkout that is installed there doesn't come along.
        (Path(packages) / "libraries.pth").write_text(sysconfig.get_path("purelib"))
        ours = {"XDG_DATA_HOME": str(self.data), "INKLING_ADMIN_TOKEN": TOKEN}
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("INKLING_", "PYTHON"))} | ours

    def run(self, *arguments: str) -> str:
        """What the command prints."""
        return subprocess.run(
            [self.command, *arguments], cwd=self.elsewhere, env=self.environment, check=True, text=True, stdout=-1
        ).stdout

    @contextmanager
    def serve(self) -> Iterator[httpx.Client]:
        """The admin's client of a server."""
        port = free_port()
        environment = self.environment | {"INKLING_PORT": str(port)}
        process = subprocess.Popen([self.command, "serve"], cwd=self.elsewhere, env=environment, stdout=-1, text=True)
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == f"Inkling is at http://127.0.0.1:{port}\n"
            transport, bearer = httpx.HTTPTransport(retries=10), {"Authorization": f"Bearer {TOKEN}"}
            with httpx.Client(
                base_url=f"http://127.0.0.1:{port}", transport=transport, timeout=60, headers=bearer
            ) as client:
                yield client
        finally:
            process.terminate()
            process.communicate(timeout=60)


def test_the_wheel_carries_what_git_does_and_nothing_trained_here(wheel: Path) -> None:
    kept = [path.relative_to(ROOT).as_posix() for path in tracked_files()]
    wanted = {name for name in kept if name.split("/")[0] in SHIPPED}
    with zipfile.ZipFile(wheel) as archive:
        names = {name.removeprefix("model/shipped/") for name in archive.namelist() if ".dist-info/" not in name}
    assert wanted <= names
    assert {name for name in names - wanted if name.startswith("weights/")} == set()


def test_installed_elsewhere_it_serves_predicts_trains_and_exports(tmp_path: Path, wheel: Path) -> None:
    inkling = Installation(tmp_path, wheel)
    assert inkling.run("--version") == f"inkling {__version__}\n"
    assert {"serve", "train"} <= set(re.findall(r"^ +(\w+)", inkling.run("--help"), re.M))
    assert not inkling.data.exists()

    with inkling.serve() as client:
        assert client.post("/predict", json={"strokes": SEVEN}).json()["label"] == 7
        assert client.get("/v2").json()["version"] == __version__
        page = client.get("/learn").text
        assert f">Inkling {__version__}</footer>" in page
        for address in re.findall(r'(?:href|src)="(/(?:static|source)/[^"#]+)', page):
            assert client.get(address.replace("&amp;", "&"), follow_redirects=True).status_code == 200, address
        location = client.post("/admin/retrain", json=TINY).raise_for_status().headers["location"]
        deadline = time.monotonic() + 120
        while (training := client.get(location).json())["state"] != "succeeded":
            assert training["state"] in {"queued", "running"} and time.monotonic() < deadline, training
            time.sleep(0.1)
        assert client.get(f"/admin/models/{training['model_version']}/export/html").status_code == 200
    kept = {path.name for path in (inkling.data / "inkling" / "weights").iterdir()}
    assert {"champion.json", "v0001", "classroom-relu", training["model_version"]} <= kept
    assert (inkling.data / "inkling" / ".inkling").is_dir()

    options = ["--epochs", "1", "--training-size", "500", "--hidden-sizes", "8"]
    assert "test set" in inkling.run("train", "--output", "tiny", *options)
    (inkling.elsewhere / "seven.json").write_text(json.dumps({"strokes": SEVEN}))
    assert "answer: 7" in inkling.run("predict", "--drawing", "seven.json")
    inkling.run("export", "--checkpoint", "tiny", "--output", "tiny.html")
    assert "<canvas" in (inkling.elsewhere / "tiny.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in inkling.elsewhere.iterdir()) == ["seven.json", "tiny", "tiny.html"]
