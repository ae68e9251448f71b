"""The README: what it says is there is there, and what is there it says."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from app.main import create_app
from app.settings import ROOT, Settings
from model.checkpoints.checkpoint import load_checkpoint
from model.data.dataset import load_mnist_test
from model.export.export import take_home
from model.preprocessing.framing import to_inputs
from tests.app.conftest import TOKEN, make_settings, shipped_weights
from tests.helpers.server import running_server

__all__ = ["shipped_weights"]

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_listed_with_its_default_and_meaning() -> None:
    for name, field in Settings.model_fields.items():
        row = next((line for line in README.splitlines() if line.startswith(f"| `INKLING_{name.upper()}`")), None)
        assert row is not None, name
        assert field.description is not None and field.description in row, name
        if name not in {"admin_token", "training_threads", "races"}:
            assert f"`{field.default}`" in row, name


def test_the_file_tree_names_every_file_of_code_and_no_other() -> None:
    folder, listed = "", set()
    tree = README.split("```text\n")[1].split("```")[0]
    for line in tree.splitlines():
        name = line.split()[0]
        if not line.startswith(" "):
            folder = name
        elif name.endswith((".py", ".js")):
            listed.add(folder + name)
    scripts = {str(path.relative_to(ROOT)) for path in (ROOT / "static/js").glob("*.js")}
    modules = {
        str(path.relative_to(ROOT))
        for package in ("app", "model")
        for path in (ROOT / package).rglob("*.py")
        if path.name != "__init__.py"
    }
    assert listed == scripts | modules


def test_every_picture_and_link_into_the_repository_is_there() -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)]+)\)", README):
        assert (ROOT / target).exists(), target
    anchors = {heading.lower().replace(" ", "-").replace("?", "") for heading in re.findall(r"^#+ (.+)$", README, re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", README)) <= anchors


def test_the_command_for_predict_answers_what_the_readme_shows(tmp_path: Path, shipped_weights: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    command = next(block for block in re.findall(r"```sh\n(.+?)```", README, re.S) if "/predict" in block)
    with running_server(make_settings(tmp_path, shipped_weights)) as address:
        local = command.replace("http://127.0.0.1:8000", address).replace("curl", "curl -s")
        done = subprocess.run(["bash", "-c", local], capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    assert (answer["label"], answer["verdict"]) == (7, "digit")
    assert list(answer) == re.findall(r'"(\w+)":', README.split("```json\n")[1].split("```")[0])


def test_the_commands_for_retraining_work_in_their_order(tmp_path: Path, shipped_weights: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    block = next(block for block in re.findall(r"```sh\n(.+?)```", README, re.S) if "/admin/retrain" in block)
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
    block = next(block for block in re.findall(r"```python\n(.+?)```", README, re.S) if "/admin/retrain" in block)
    weights = tmp_path / "weights"
    shutil.copytree(shipped_weights, weights)
    with running_server(make_settings(tmp_path, weights)) as address:
        program = block.replace("http://127.0.0.1:8000", address)
        program = program.replace('"epochs": 5', '"epochs": 1, "training_size": 500')
        found: dict[str, Any] = {"token": TOKEN}
        exec(program, found)  # noqa: S102  # our own README
        found["inkling"].close()
    assert found["version"] == "v0002"
    assert [exam["name"] for exam in found["exams"]] == ["mnist"]
    assert (found["answer"].status_code, found["answer"].json()["error"]) == (409, "worse")


def test_the_numpy_reader_gives_the_networks_probabilities(tmp_path: Path) -> None:
    reader = next(block for block in re.findall(r"```python\n(.+?)```", README, re.S) if "inkling.zip" in block)
    assert "model" not in reader and "inkling." not in reader.replace("inkling.zip", "")
    images = load_mnist_test().images[:500]
    np.save(tmp_path / "pixels.npy", to_inputs(images))
    script = f"{reader}\nnp.save('answer.npy', probabilities(np.load('pixels.npy')))"
    for version in ("v0003", "classroom-sigmoid", "classroom-tanh"):
        (tmp_path / "inkling.zip").write_bytes(take_home(ROOT / "weights" / version, "zip"))
        subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)
        expected = load_checkpoint(ROOT / "weights" / version).network.probabilities(to_inputs(images))
        assert np.abs(np.load(tmp_path / "answer.npy") - expected).max() < 1e-5


def test_the_notebook_trains_and_agrees_by_hand() -> None:
    block = README.split("<!-- notebook -->\n```python\n")[1].split("```")[0]
    quick = block.replace("epochs=10", "epochs=2, training_size=8000")
    assert quick != block
    found: dict[str, Any] = {}
    exec(quick, found)  # noqa: S102  # our own README
    assert found["training"].history[-1].validation_accuracy > 0.85
    assert found["looks_for"].shape == (28, 28)
    for ours, theirs in zip(found["by_hand"], found["gradients"].parameters[::2], strict=True):
        assert np.abs(ours).max() > 0 and np.abs(ours - theirs).max() < 1e-6


def test_tritons_client_is_answered(tmp_path: Path, shipped_weights: Path) -> None:
    pytest.importorskip("tritonclient.http", reason="pip install 'tritonclient[http]' to run this test")
    block = next(block for block in re.findall(r"```python\n(.+?)```", README, re.S) if "tritonclient" in block)
    with running_server(make_settings(tmp_path, shipped_weights)) as address:
        program = block.replace("127.0.0.1:8000", address.removeprefix("http://"))
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("[[0.1 0.1 ")


def test_the_sweep_sweeps(tmp_path: Path) -> None:
    block = next(block for block in re.findall(r"```sh\n(.+?)```", README, re.S) if "model sweep" in block)
    quick = block.replace(".venv/bin/python", sys.executable).replace(".inkling/sweeps/first", f"{tmp_path}/sweep")
    quick = quick.replace("--epochs 27", "--epochs 2 --training-size 600").replace("--random 27", "--random 3")
    environment = os.environ | {"INKLING_WEIGHTS_DIR": str(tmp_path / "weights")}
    subprocess.run(["bash", "-c", quick], cwd=ROOT, env=environment, check=True, capture_output=True, timeout=200)
    assert "A committee of 3: seeds 1, 2, 3." in load_checkpoint(tmp_path / "weights" / "v0001").metadata.notes


def test_every_admin_command_that_the_readme_names_exists(tmp_path: Path, shipped_weights: Path) -> None:
    paths = create_app(make_settings(tmp_path, shipped_weights)).openapi()["paths"]
    for path in re.findall(r"`(/(?:admin|predict|docs)[\w/]*)`", README):
        known = {re.sub(r"\{\w+\}", r"\\w+", template) for template in paths} | {"/docs", "/admin"}
        assert any(re.fullmatch(template, path) for template in known), path
