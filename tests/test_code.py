"""The code's own rules: types, style, layers and size, each checked by the tool that a developer runs by hand."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {"LICENSE", "README.md", "app", "model", "pyproject.toml", "static", "templates", "tests", "weights"}
MOST_LINES = 250
MOST_FILES = 25


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


def wings() -> list[Path]:
    """The folders of `app/` and `model/`, and both themselves."""
    tops = [ROOT / "app", ROOT / "model"]
    return [*tops, *(face.parent for top in tops for face in sorted(top.glob("*/__init__.py")))]


def named_in(wing: Path) -> list[str]:
    """What a wing's docstring lists: "dense    forward pass: ..." and "4. nn    the course: ..."."""
    doc = ast.get_docstring(ast.parse((wing / "__init__.py").read_text(encoding="utf-8"))) or ""
    return re.findall(r"\w+", " ".join(re.findall(r"^ *(?:\d+\. )?([\w, ]*\w) {2,}\S", doc, re.M)))


def imported_by(file: Path) -> set[str]:
    """The neighbours in its wing that a file imports, at its top or later."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            names |= {node.module.split(".")[0]} if node.module else {name.name for name in node.names}
    return {name for name in names if (file.parent / f"{name}.py").exists()}


@pytest.mark.parametrize("wing", wings(), ids=lambda wing: str(wing.relative_to(ROOT)))
def test_a_wing_says_what_it_is_and_names_its_files_in_reading_order(wing: Path) -> None:
    names = named_in(wing)
    there = {path.stem for path in wing.glob("*.py")} | {path.parent.name for path in wing.glob("*/__init__.py")}
    assert sorted(names) == sorted(there - {"__init__"})
    for place, name in enumerate(names):
        if (wing / f"{name}.py").exists():
            assert imported_by(wing / f"{name}.py") <= set(names[: place + 1]), f"{name} needs what comes later"


def test_no_folder_is_a_hallway() -> None:
    files = Counter(path.parent for path in tracked_files() if path.suffix in {".py", ".js", ".css", ".html"})
    assert {str(folder): count for folder, count in files.items() if count > MOST_FILES} == {}


def test_every_library_that_is_imported_has_its_lowest_version_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    named = {re.split(r">=|\[", each)[0] for each in wanted if ">=" in each} | {"pydantic-core"}  # part of pydantic
    code = "\n".join(
        path.read_text(encoding="utf-8") for top in ("app", "model") for path in (ROOT / top).rglob("*.py")
    )
    imported = set(re.findall(r"^ *(?:from|import) (\w+)[\w.]*(?: import .*)?$", code, re.M))
    for library in imported - sys.stdlib_module_names - {"app", "model"}:
        packages = packages_distributions().get(library, [library])
        assert named & {package.lower().replace("_", "-") for package in packages}, library


def test_every_relative_import_of_a_script_ends_in_js() -> None:
    scripts = list((ROOT / "static" / "js").rglob("*.js"))
    assert scripts
    for script in scripts:
        for source in re.findall(r'(?:from|import)\s*\(?"(\.[^"]+)"', script.read_text(encoding="utf-8")):
            assert source.endswith(".js"), (script.name, source)
            assert (script.parent / source).is_file(), (script.name, source)
