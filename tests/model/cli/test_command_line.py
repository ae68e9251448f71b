"""`python -m model`, as a person types it."""

import json
import os
import shlex
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from model.__main__ import main
from model.config import NetworkConfig, TrainingConfig
from model.data.dataset import load_mnist_test
from tests.helpers.command_line import ROOT, command, run
from tests.helpers.drawings import SEVEN
from tests.helpers.idx import write_idx

TINY = ["--epochs", "2", "--training-size", "2000", "--hidden-sizes", "16", "--learning-rate", "0.01"]


def parameters(version: Path) -> dict[str, bytes]:
    with np.load(version / "parameters.npz") as arrays:
        return {name: arrays[name].tobytes() for name in arrays.files}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("trained") / "v0002"
    done = run("train", "--output", output, *TINY, "--note", "smaller was worse")
    assert "epoch   2/2" in done.stdout
    assert "of the mnist test set" in done.stdout
    return output


def test_training_leaves_one_finished_version_with_its_command(trained: Path) -> None:
    assert [path.name for path in trained.parent.iterdir()] == ["v0002"]
    metadata = json.loads((trained / "metadata.json").read_text())
    assert metadata["command"].startswith("python -m model train --output ")
    assert metadata["network"]["hidden_sizes"] == [16]
    assert metadata["notes"] == ["smaller was worse"]


def test_the_command_in_the_metadata_gives_the_same_network(trained: Path, tmp_path: Path) -> None:
    noted = json.loads((trained / "metadata.json").read_text())["command"]
    assert str(trained.parent) not in noted, "it travels with the version"
    words = shlex.split(noted.replace(f"weights/{trained.name}", str(tmp_path / "v0002")))
    run(*words[words.index("train") :])
    assert parameters(tmp_path / "v0002") == parameters(trained)


def test_ctrl_c_keeps_the_finished_epochs_and_resume_goes_on_bit_for_bit(tmp_path: Path) -> None:
    output = tmp_path / "v0002"
    process = subprocess.Popen(
        command("train", "--output", output, *TINY, "--epochs", "40"),
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    state = tmp_path / ".v0002.training.npz"
    while not state.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    printed, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "--resume goes on" in printed and "Traceback" not in printed
    assert not output.exists()

    refused = run("train", "--output", output, *TINY, "--epochs", "40", status=1)
    assert "add --resume" in refused.stderr
    other = run("train", "--output", output, "--resume", "--learning-rate", "0.5", status=1)
    assert "learning_rate" in other.stderr
    run("train", "--output", output, "--resume")
    run("train", "--output", tmp_path / "v0003", *TINY, "--epochs", "40")
    assert parameters(output) == parameters(tmp_path / "v0003")
    assert not state.exists()
    resumed, whole = (json.loads((tmp_path / name / "metadata.json").read_text()) for name in ("v0002", "v0003"))
    assert resumed["command"].replace("v0002", "v0003") == whole["command"]


def test_ctrl_c_while_it_is_being_imported_leaves_no_traceback(tmp_path: Path) -> None:
    words = command("train", "--output", tmp_path / "v0002")
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    while not any("numpy" in mapped.path for mapped in psutil.Process(process.pid).memory_maps()):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    printed, _ = process.communicate(timeout=60)
    assert (process.returncode, printed) == (-signal.SIGINT, "")


def test_a_version_can_start_from_another(trained: Path, tmp_path: Path) -> None:
    run("train", "--output", tmp_path / "v0003", "--parent", trained, "--epochs", "1", "--training-size", "500")
    metadata = json.loads((tmp_path / "v0003" / "metadata.json").read_text())
    assert metadata["parent_version"] == "v0002"
    assert metadata["network"]["hidden_sizes"] == [16]


def test_a_child_has_its_parents_layers_and_bend_and_cannot_ask_for_others(tmp_path: Path) -> None:
    few = ["--epochs", "1", "--training-size", "500"]
    run("train", "--output", tmp_path / "v0001", *few, "--hidden-sizes", "9", "--activation", "tanh")
    run("train", "--output", tmp_path / "v0002", *few, "--parent", tmp_path / "v0001")
    network = json.loads((tmp_path / "v0002" / "metadata.json").read_text())["network"]
    assert (network["hidden_sizes"], network["activation"]) == ([9], "tanh")
    for other in (["--hidden-sizes", "8"], ["--activation", "relu"]):
        refused = run("train", "--output", tmp_path / "x", *few, "--parent", tmp_path / "v0001", *other, status=1)
        assert "v0001" in refused.stderr and other[0].strip("-").replace("-", "_") in refused.stderr


def test_a_blank_drawing_is_blank(tmp_path: Path) -> None:
    drawing = tmp_path / "blank.json"
    drawing.write_text(json.dumps({"pixels": [0] * 784}))
    printed = run("predict", "--drawing", drawing, INKLING_WEIGHTS_DIR=str(ROOT / "weights")).stdout
    assert "answer: blank" in printed


def test_an_existing_version_is_never_overwritten(trained: Path) -> None:
    before = parameters(trained)
    assert "never overwritten" in run("train", "--output", trained, *TINY, status=1).stderr
    assert parameters(trained) == before


def test_every_hyperparameter_is_an_option_with_its_meaning() -> None:
    text = " ".join(run("train", "--help", COLUMNS="1000").stdout.split())
    for config in (NetworkConfig, TrainingConfig):
        for entry in config.settings():
            assert "--" + entry.name.replace("_", "-") in text
            assert entry.metadata["description"] in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "--output", "x", "--epochs", "0"], "epochs must be at least 1"),
        (["train", "--output", "x", "--dataset", "cifar10", "--data-dir", "/nowhere"], "data fetch cifar10"),
        (["evaluate", "--checkpoint", "/nowhere"], "metadata.json is missing"),
        (["predict", "--test-example", "10000"], "from 0 to 9999"),
        (["predict", "--drawing", "/nowhere.json"], "nowhere.json"),
        (["data", "build", "/nowhere"], "train-images"),
    ],
)
def test_mistakes_get_a_sentence(arguments: list[str], message: str) -> None:
    done = run(*arguments, status=1)
    assert done.stderr.startswith("error: ")
    assert message in done.stderr


def test_evaluate_prints_accuracy_and_the_confusion_matrix(trained: Path) -> None:
    printed = run("evaluate", "--checkpoint", trained).stdout
    accuracy = json.loads((trained / "metadata.json").read_text())["metrics"]["test_accuracy"]
    assert f"{accuracy:.4f}" in printed
    rows = [line.split() for line in printed.splitlines() if len(line.split()) == 11]
    assert sum(int(count) for row in rows for count in row[1:]) == 10_000


def test_predict_answers_the_champion_on_a_drawing_and_on_a_test_digit(tmp_path: Path) -> None:
    drawing = tmp_path / "seven.json"
    drawing.write_text(json.dumps({"strokes": SEVEN}))
    weights = {"INKLING_WEIGHTS_DIR": str(ROOT / "weights")}
    assert "answer: 7" in run("predict", "--drawing", drawing, **weights).stdout
    label = load_mnist_test().labels[3]
    printed = run("predict", "--test-example", "3", **weights).stdout
    assert f"answer: {label}\nverdict: digit\n" in printed
    drawing.write_text(json.dumps({"strokes": SEVEN}), encoding="utf-16")
    assert "answer: 7" in run("predict", "--drawing", drawing, **weights).stdout


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b'{"strokes": "no"}', "strokes must be a list."),
        (b'{"strokes": [[[20,20,0],[80,20,8],[62,58,16],[45,100,24]]]}', "must be [x, y], not 3 numbers."),
        (b'{"strokes": [[20, 20, 80, 20]]}', "strokes[0][0] must be [x, y]."),
        (b'{"pixels": [1, 2]}', "pixels[1] must be less than or equal to 1: ink goes from 0 to 1"),
        (b'{"pixels": [[1, 0, 1, 0]]}', "pixels must be 784 numbers, or 28 rows of 28."),
        (b'{"image": "data:,"}', "image is not known."),
        (b"{}", "exactly one of strokes, pixels"),
        (b"[" * 100_000, "not valid JSON"),
        (b"\xff\xfe{", "must be JSON"),
    ],
)
def test_a_drawing_of_another_shape_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, hint: str
) -> None:
    drawing = tmp_path / "drawing.json"
    drawing.write_bytes(content)
    assert main(["predict", "--checkpoint", str(ROOT / "weights" / "v0001"), "--drawing", str(drawing)]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"error: {drawing} must be JSON like") and hint in told


@pytest.mark.parametrize("words", [["data", "list"], ["train", "--help"], ["predict", "--test-example", "3"]])
def test_a_pipe_that_nobody_reads_ends_it_in_silence(words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.Popen(command(*words), cwd=ROOT, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode in {0, 128 + signal.SIGPIPE}  # argparse doesn't mind


def test_a_full_disk_gets_a_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("data", "list"), cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False, text=True
        )
    assert done.returncode == 1
    assert done.stderr.startswith("error: ") and len(done.stderr.splitlines()) == 1


def test_without_a_terminal_there_are_no_bars_and_in_ascii_no_traceback(trained: Path, tmp_path: Path) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = run("train", "--output", tmp_path / "\u6570\u5b57", *TINY, **ascii_only)
    assert done.stderr == ""
    assert all(line.startswith(("epoch ", str(tmp_path))) for line in done.stdout.splitlines())
    done = run("evaluate", "--checkpoint", trained, "--report", tmp_path / "r\xe9sum\xe9.html", **ascii_only)
    assert done.stderr == "" and "r?sum?.html" in done.stdout


def test_data_list_says_what_is_here(tmp_path: Path) -> None:
    printed = run("data", "list", "--data-dir", tmp_path).stdout
    lines = {line.split()[0]: line for line in printed.splitlines() if line[:1].strip()}
    assert " here " in lines["mnist"]
    assert "not here" in lines["cifar100"]


def test_fashion_mnist_is_read_from_a_folder_that_the_user_names(tmp_path: Path) -> None:
    """Real IDX files with other pictures: the check of their sums says that they are not the real ones."""
    folder = tmp_path / "datasets" / "fashion-mnist"
    folder.mkdir(parents=True)
    (folder / "train-images-idx3-ubyte.gz").write_bytes(write_idx(np.zeros((3, 28, 28), np.uint8)))
    done = run("train", "--output", tmp_path / "x", "--dataset", "fashion-mnist", "--data-dir", tmp_path, status=1)
    assert "error: " in done.stderr
