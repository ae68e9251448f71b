"""The documents: their examples work, their links lead somewhere, and what they name is there."""

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import yaml
from starlette.routing import Match

from app.errors import AppError
from app.main import create_app
from app.server.error_handlers import CODES
from app.settings import ROOT, Settings
from model import __version__
from model.__main__ import build_parser
from model.checkpoints.checkpoint import load_checkpoint
from model.data.dataset import load_mnist_test
from model.export.export import export_version
from model.preprocessing.framing import to_inputs
from tests.app.conftest import TOKEN, make_settings, shipped_weights
from tests.helpers.server import running_server

__all__ = ["shipped_weights"]

DOCUMENTS = {
    path: path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *sorted(ROOT.glob("[!.]*/README.md")))
}
BESIDE = {
    path: path.read_text(encoding="utf-8")
    for path in (ROOT / ".container" / "README.md", *(ROOT / ".github").glob("*.md"))
}
TEXT = "\n".join(DOCUMENTS.values())
README, SERVER = DOCUMENTS[ROOT / "README.md"], DOCUMENTS[ROOT / "app" / "README.md"]
MAX_README_BYTES = 7168  # two screens
MARKS = {
    *("serve", "test", "lowest", "predict", "batch", "tensors", "explain", "client", "retrain", "proxy"),
    *("notebook", "sweep", "numpy", "browser", "room"),
}
"""The examples that are run: here, `test` and `lowest` by .ci/run, `serve` in test_serving.py, `proxy` behind nginx,
`browser` in tests/browser."""


def example(mark: str) -> str:
    """The block of code under `<!-- mark -->`."""
    (block,) = re.findall(rf"<!-- {mark} -->\n```\w+\n(.+?)```", TEXT, re.S)
    return str(block)


def anchors(document: str) -> set[str]:
    """The headings as GitHub links to them."""
    headings = re.findall(r"^#+ (.+)$", document, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_fits_on_two_screens() -> None:
    assert len(README.encode()) <= MAX_README_BYTES


def test_every_example_is_marked_and_every_mark_is_tested() -> None:
    assert set(re.findall(r"<!-- (\w+) -->", TEXT)) == MARKS
    for path, document in DOCUMENTS.items():
        assert not re.search(r"(?<! -->)\n```python\n", document), path


def test_every_setting_is_listed_with_its_default_and_meaning() -> None:
    for name, field in Settings.model_fields.items():
        row = next((line for line in SERVER.splitlines() if line.startswith(f"| `INKLING_{name.upper()}`")), None)
        assert row is not None, name
        assert field.description is not None and field.description in row, name
        if name not in {"admin_token", "training_threads", "races"}:
            assert f"`{field.default}`" in row, name


def test_every_error_code_is_listed() -> None:
    for code in {error.code for error in subclasses(AppError)} | set(CODES.values()):
        assert f"`{code}`" in SERVER, code


def subclasses(kind: type[AppError]) -> set[type[AppError]]:
    return {kind}.union(*(subclasses(each) for each in kind.__subclasses__()))


@pytest.mark.parametrize("path", DOCUMENTS | BESIDE, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_picture_and_link_into_the_repository_is_there(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", (DOCUMENTS | BESIDE)[path]):
        file, _, anchor = target.partition("#")
        linked = (path.parent / file).resolve() if file else path
        assert linked.exists(), target
        assert not anchor or anchor in anchors((DOCUMENTS | BESIDE)[linked]), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_is_named_is_there(path: Path) -> None:
    folders = ("app", "model", "static", "templates", "tests", "weights")
    files = [f"/{file.relative_to(ROOT).as_posix()}" for folder in folders for file in (ROOT / folder).rglob("*.*")]
    for name in re.findall(r"`([\w/-]+\.(?:py|js|css|html|json|npz))`", DOCUMENTS[path]):
        if not name.startswith("/") and Path(name).stem not in {"name", "_name"}:  # those are pages, and placeholders
            assert any(file.endswith(f"/{name}") for file in files), name


def test_the_release_is_told_of_and_nothing_else_knows_its_number() -> None:
    changes = BESIDE[ROOT / ".github" / "CHANGELOG.md"]
    assert re.findall(r"^## ([\d.]+), \d{4}-\d\d-\d\d$", changes, re.M)[0] == __version__
    for document in (README, *BESIDE.values()):
        for wheel in re.findall(r"inkling-([\d.]+)-py3", document):
            assert wheel == __version__
    powershell = re.search(
        r"run: (py -m venv .+ -m pytest -q)", (ROOT / ".github/workflows/check.yml").read_text(), re.M
    )
    assert powershell is not None and f"`{powershell[1]}`" in README
    for form in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"):
        assert {"name", "description", "body"} <= set(yaml.safe_load(form.read_text(encoding="utf-8")))
    assert yaml.safe_load((ROOT / ".github/CITATION.cff").read_text())["cff-version"] == "1.2.0"


def test_every_command_can_be_given() -> None:
    for module in re.findall(r"python3? -m ([\w.]+\w)", TEXT):
        assert importlib.util.find_spec(module), module
    for block in re.findall(r"```sh\n(.+?)```", TEXT, re.S):
        for command in re.findall(r"^(?:\S*python) -m model (.+)$", block.replace("\\\n", ""), re.M):
            build_parser().parse_args(shlex.split(command, comments=True))


def test_the_questions_are_answered_as_shown(tmp_path: Path, shipped_weights: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    with running_server(make_settings(tmp_path, shipped_weights)) as address:

        def answer(mark: str) -> Any:
            local = example(mark).replace("http://127.0.0.1:8000", address).replace("curl", "curl -s")
            return json.loads(subprocess.run(["bash", "-c", local], capture_output=True, check=True).stdout)

        one, many, explanation = answer("predict"), answer("batch")["predictions"], answer("explain")
        assert (one["label"], one["verdict"]) == (7, "digit")
        assert list(one) == re.findall(r'"(\w+)":', README.split("```json\n")[1].split("```")[0])
        assert [each["label"] for each in many] == [7, 1]
        assert [len(each["image"]) for each in many] == [28, 28]
        assert explanation["label"] == 7 and explanation["layers"] and explanation["step"]
        for page in set(re.findall(r"<http://127\.0\.0\.1:8000(/[^>]*)>", TEXT)):
            assert httpx.get(f"{address}{page}").status_code == 200, page


def test_the_commands_for_retraining_work_in_their_order(tmp_path: Path, shipped_weights: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    block = example("retrain")
    tiny = '{"epochs": 1, "training_size": 500, "learning_rate": 0.001}'
    weights = tmp_path / "weights"
    shutil.copytree(shipped_weights, weights)
    with running_server(make_settings(tmp_path, weights)) as address:
        local = block.replace("http://127.0.0.1:8000", address).replace(
            "INKLING_ADMIN_TOKEN=...", f"INKLING_ADMIN_TOKEN={TOKEN}"
        )
        local = local.replace('{"epochs": 5, "learning_rate": 0.001}', tiny).replace("curl", "curl -s")
        local = local.replace("v0004", "v0002")  # this server has only v0001 to begin with
        local = local.replace('"v0002"}', '"v0002", "anyway": true}')  # so short a training makes no better one
        done = subprocess.run(["bash", "-c", local], capture_output=True, text=True, check=True, timeout=120)
        assert "202 Accepted" in done.stdout
        assert '"succeeded"' in done.stdout
        assert done.stdout.endswith('{"champion":"v0002","previous":"v0001"}')
        assert httpx.get(f"{address}/readyz").json()["model_version"] == "v0002"


def test_the_python_client_trains_compares_and_is_told_by_the_gate(tmp_path: Path, shipped_weights: Path) -> None:
    block = example("client")
    weights = tmp_path / "weights"
    shutil.copytree(shipped_weights, weights)
    with running_server(make_settings(tmp_path, weights)) as address:
        program = block.replace("http://127.0.0.1:8000", address)
        program = program.replace('"epochs": 5', '"epochs": 1, "training_size": 500')
        found: dict[str, Any] = {"token": TOKEN}
        exec(program, found)  # noqa: S102  # our own example
        found["inkling"].close()
    assert found["version"] == "v0002"
    assert [exam["name"] for exam in found["exams"]] == ["mnist"]
    assert (found["answer"].status_code, found["answer"].json()["error"]) == (409, "worse")


def test_a_bot_opens_a_room_draws_in_it_and_closes_it(tmp_path: Path, shipped_weights: Path) -> None:
    with running_server(make_settings(tmp_path, shipped_weights)) as address:
        found: dict[str, Any] = {"token": TOKEN}
        exec(example("room").replace("http://127.0.0.1:8000", address), found)  # noqa: S102  # our own example
        assert (found["answer"]["label"], found["results"]["rounds"][0]["right"]) == (7, 1)
        assert json.loads(found["line"].removeprefix("data: ")) == found["answer"]
        assert found["inkling"].get(f"/rooms/{found['room']['code']}").status_code == 410
        found["inkling"].close()


def test_the_numpy_reader_gives_the_networks_probabilities(tmp_path: Path) -> None:
    reader = example("numpy")
    assert "model" not in reader and "inkling." not in reader.replace("inkling.zip", "")
    images = load_mnist_test().images[:500]
    np.save(tmp_path / "pixels.npy", to_inputs(images))
    script = f"{reader}\nnp.save('answer.npy', probabilities(np.load('pixels.npy')))"
    for version in ("v0003", "classroom-sigmoid", "classroom-tanh"):
        (tmp_path / "inkling.zip").write_bytes(export_version(ROOT / "weights" / version, "zip"))
        subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)
        expected = load_checkpoint(ROOT / "weights" / version).network.probabilities(to_inputs(images))
        assert np.abs(np.load(tmp_path / "answer.npy") - expected).max() < 1e-5


def test_the_notebook_trains_and_agrees_by_hand() -> None:
    block = example("notebook")
    quick = block.replace("epochs=10", "epochs=2, training_size=8000")
    assert quick != block
    found: dict[str, Any] = {}
    exec(quick, found)  # noqa: S102  # our own example
    assert found["training"].history[-1].validation_accuracy > 0.85
    assert found["unit_7"].shape == (28, 28)
    for ours, theirs in zip(found["by_hand"], found["gradients"].parameters[::2], strict=True):
        assert np.abs(ours).max() > 0 and np.abs(ours - theirs).max() < 1e-6


def test_tritons_client_is_answered(tmp_path: Path, shipped_weights: Path) -> None:
    pytest.importorskip("tritonclient.http", reason="pip install 'tritonclient[http]' to run this test")
    block = example("tensors")
    with running_server(make_settings(tmp_path, shipped_weights)) as address:
        program = block.replace("127.0.0.1:8000", address.removeprefix("http://"))
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("[[0.1 0.1 ")


def test_the_sweep_sweeps(tmp_path: Path) -> None:
    block = example("sweep")
    quick = block.replace(".venv/bin/python", sys.executable).replace(".inkling/sweeps/first", f"{tmp_path}/sweep")
    quick = quick.replace("--epochs 27", "--epochs 2 --training-size 600").replace("--random 27", "--random 3")
    environment = os.environ | {"INKLING_WEIGHTS_DIR": str(tmp_path / "weights")}
    subprocess.run(["bash", "-c", quick], cwd=ROOT, env=environment, check=True, capture_output=True, timeout=200)
    assert "A committee of 3: seeds 1, 2, 3." in load_checkpoint(tmp_path / "weights" / "v0001").metadata.notes


def test_every_path_that_is_named_exists(tmp_path: Path, shipped_weights: Path) -> None:
    app = create_app(make_settings(tmp_path, shipped_weights))
    app.include_all()
    for path in re.findall(r"`(?:[A-Z]+ )?(/\w[\w/.]*)(?:\?[^`]*)?`", TEXT):
        scope = {"type": "http", "path": path, "method": "GET", "headers": []}
        assert any(route.matches(scope)[0] is not Match.NONE for route in app.routes), path
