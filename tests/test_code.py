"""The code's own rules: types, style, layers and size, each checked by the tool that a developer runs by hand."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {"LICENSE", "README.md", "app", "model", "pyproject.toml", "static", "templates", "tests", "weights"}
MOST_LINES = 250


@pytest.mark.parametrize(
    "command",
    [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["importlinter.cli"]],
    ids=["ruff check", "ruff format", "mypy strict", "import layers"],
)
def test_the_tools_have_nothing_to_say(command: list[str]) -> None:
    if command == ["importlinter.cli"]:
        arguments = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    else:
        arguments = [sys.executable, "-m", *command]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("this is not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_the_top_level_holds_what_it_should() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tracked_files()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


def test_no_file_holds_two_ideas() -> None:
    code = [path for path in tracked_files() if path.suffix in {".py", ".js", ".css"} and path.exists()]
    assert len(code) > 50
    long = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in code}
    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}


def test_every_relative_import_of_a_script_ends_in_js() -> None:
    import re

    scripts = list((ROOT / "static" / "js").glob("*.js"))
    assert scripts
    for script in scripts:
        for source in re.findall(r'(?:from|import)\s*\(?"(\.[^"]+)"', script.read_text(encoding="utf-8")):
            assert source.endswith(".js"), (script.name, source)
            assert (script.parent / source).is_file(), (script.name, source)
