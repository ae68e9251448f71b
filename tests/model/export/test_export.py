"""Versions to take home: whoever runs the file elsewhere gets the answers that Inkling gives."""

import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from model.checkpoints.checkpoint import load_checkpoint
from model.data.dataset import Dataset
from model.errors import ExportError
from model.evaluation.verdict import judge
from model.export.bundle import bundle
from model.export.export import export_version
from model.export.modules import modules_in_order
from model.export.quantization import quantized
from model.nn.activations import softmax
from model.nn.dense import Dense
from model.nn.network import assemble
from model.preprocessing.framing import to_inputs
from tests.helpers.command_line import ROOT, run

WEIGHTS = ROOT / "weights"
CHAMPION = WEIGHTS / "v0003"


@pytest.mark.parametrize("version", ["v0003", "classroom-sigmoid", "classroom-tanh"])
def test_another_runtime_gives_the_same_probabilities_for_the_whole_test_set(version: str, mnist: Dataset) -> None:
    inputs = to_inputs(mnist.test.images)
    session = onnxruntime.InferenceSession(
        export_version(WEIGHTS / version, "onnx"), providers=["CPUExecutionProvider"]
    )
    names = ["logits", "probabilities", "label"]
    logits, probabilities, labels = session.run(names, {"pixels": inputs})
    expected = load_checkpoint(WEIGHTS / version).network.forward(inputs).outputs
    assert np.abs(probabilities - softmax(expected)).max() <= 1e-5
    assert np.abs(logits - expected).max() <= 1e-3
    assert (labels == expected.argmax(axis=1)).all()


def test_an_onnx_file_tells_how_a_drawing_becomes_its_pixels() -> None:
    session = onnxruntime.InferenceSession(export_version(CHAMPION, "onnx"), providers=["CPUExecutionProvider"])
    assert [(each.name, each.shape) for each in session.get_inputs()] == [("pixels", ["n", 784])]
    told, thresholds = session.get_modelmeta().custom_metadata_map, load_checkpoint(CHAMPION).metadata.thresholds
    assert told["preprocessing"] == "frame-1"
    assert "scale its longer side to 20 pixels" in told["framing"]
    assert thresholds is not None and float(told["unsure_below"]) == thresholds.unsure_below
    assert "1.0: the logits are calibrated already" in told["temperature"]


def test_packing_changes_no_answer_and_no_verdict_of_the_champion(mnist: Dataset) -> None:
    checkpoint, inputs = load_checkpoint(CHAMPION), to_inputs(mnist.test.images)
    layers = []
    for layer in quantized("v0003", checkpoint)["layers"]:
        scales, bias = (np.frombuffer(b64decode(layer[name]), "<f4") for name in ("scales", "bias"))
        whole = np.frombuffer(b64decode(layer["weights"]), "<i2").reshape(-1, layer["units"])
        layers.append(Dense((whole * scales).astype(np.float32), bias))
    found = assemble(checkpoint.metadata.network, layers).forward(inputs).outputs
    expected, thresholds = checkpoint.network.forward(inputs).outputs, checkpoint.metadata.thresholds
    assert (found.argmax(axis=1) == expected.argmax(axis=1)).all()
    assert judge(found, thresholds) == judge(expected, thresholds)
    assert np.abs(softmax(found) - softmax(expected)).max() <= 2e-4


def test_the_command_makes_what_the_files_ending_says(tmp_path: Path) -> None:
    for kind, start in (("onnx", b"\x08"), ("html", b"<!doctype html>"), ("zip", b"PK")):
        path = tmp_path / f"inkling.{kind}"
        path.write_bytes(b"an older one")
        printed = run("export", "--checkpoint", WEIGHTS / "v0001", "--output", path).stdout
        assert printed.startswith(f"{path}: v0001, ") and path.read_bytes().lstrip().startswith(start)
    assert len(list(tmp_path.iterdir())) == 3
    refused = run("export", "--checkpoint", WEIGHTS / "v0001", "--output", tmp_path / "inkling.exe", status=1)
    assert "must end in .onnx, .html or .zip" in refused.stderr


@pytest.mark.parametrize(
    ("where", "hint"), [("nowhere/x.zip", "no folder"), ("folder.zip", "is a folder: name a file")]
)
def test_where_no_file_can_be_is_named_as_it_was_typed(tmp_path: Path, where: str, hint: str) -> None:
    (tmp_path / "folder.zip").mkdir()
    refused = run("export", "--checkpoint", WEIGHTS / "classroom-relu", "--output", tmp_path / where, status=1)
    assert hint in refused.stderr and str(tmp_path / where).rpartition("/")[2] in refused.stderr
    assert "draft" not in refused.stderr and not list((tmp_path / "folder.zip").iterdir())


def test_without_the_package_onnx_there_is_a_sentence() -> None:
    script = "import sys; sys.modules['onnx'] = None; from model.__main__ import main; sys.exit(main())"
    options = ["export", "--checkpoint", str(WEIGHTS / "classroom-relu"), "--output", "x.onnx"]
    done = subprocess.run(
        [sys.executable, "-c", script, *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "error: An ONNX file needs the package onnx: pip install onnx, then export again.\n"


def test_what_an_export_needs_is_not_imported_before() -> None:
    script = "import sys, app.main, model.__main__; print({'onnx', 'model.export.page'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_scripts_become_one_in_the_order_of_their_needs(tmp_path: Path) -> None:
    (tmp_path / "page.js").write_text(
        'import { two as both } from "./wing/two.js";\nimport { one } from "./one.js";\nrun(both, one);'
    )
    (tmp_path / "wing").mkdir()
    (tmp_path / "wing" / "two.js").write_text('import { one } from "../one.js";\nexport const two = one + one;\n')
    (tmp_path / "wing" / "first.js").write_text("export const one = 1;\n")
    instead = {"one.js": "wing/first.js"}
    assert list(modules_in_order(tmp_path, "page.js", instead)) == ["wing/first.js", "wing/two.js", "page.js"]
    script = bundle(tmp_path, "page.js", instead)
    assert script.index("const one = 1;") < script.index("const two = one + one;") < script.index("run(both, one);")
    assert 'const { two: both } = $modules["wing/two.js"];' in script
    assert script.count('$modules["wing/first.js"] =') == 1 and "one.js" not in script


@pytest.mark.parametrize(
    "line",
    ["export default 1;", 'import "https://example.org/x.js";', "export { a };", 'const a = await import("./a.js");'],
)
def test_a_script_that_would_be_misread_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "page.js").write_text(f"{line}\n")
    with pytest.raises(ExportError, match=r"page\.js can't go into one file"):
        bundle(tmp_path, "page.js", {})
