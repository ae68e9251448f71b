"""`python -m model evaluate --report`: one file that needs nothing else, and says what the terminal says."""

import json
import re
from pathlib import Path

import pytest

from model.errors import ReportError
from model.exams.pen_conditions import PEN_CONDITIONS
from model.report.page import as_page, report_path, write_page
from tests.helpers.command_line import ROOT, run
from tests.helpers.drawings import FOUR, SEVEN, THREE
from tests.helpers.examinations import sure_of_three
from tests.helpers.html_reader import read_html, texts

VERSION = ROOT / "weights" / "v0001"


@pytest.fixture(scope="module")
def pen_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three writers with three digits each."""
    path = tmp_path_factory.mktemp("pens") / "pens.jsonl"
    digits = ((4, FOUR), (7, SEVEN), (3, THREE))
    lines = [{"label": label, "writer": name, "strokes": strokes} for name in "abc" for label, strokes in digits]
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def test_a_page_needs_nothing_but_itself_and_says_what_the_terminal_says(tmp_path: Path, pen_file: Path) -> None:
    pens = ["--pen-digits", pen_file, "--held-back-writers", "2"]
    printed = run("evaluate", "--checkpoint", VERSION, "--report", tmp_path / "new" / "folder", *pens).stdout
    page = tmp_path / "new" / "folder" / "v0001.html"
    assert str(page) in printed
    assert [path.name for path in page.parent.iterdir()] == ["v0001.html"]
    html = page.read_text(encoding="utf-8")
    elements = read_html(html.removeprefix("<!doctype html>"))
    assert html.startswith("<!doctype html>")
    assert {"script", "link", "iframe"}.isdisjoint(each.tag for each in elements)
    used = [each.attributes[name] for each in elements for name in ("src", "href") if name in each.attributes]
    assert len(used) == 20
    assert all(address.startswith("data:image/png;base64,") for address in used)
    (style,) = texts(elements, "style")
    assert "prefers-color-scheme: dark" in style and not re.search(r"url\(|@import|</", style)
    assert elements[0].attributes == {"lang": "en"}

    accuracy = json.loads((VERSION / "metadata.json").read_text())["metrics"]["test_accuracy"]
    assert f"{accuracy:.2%}" in texts(elements, "b")
    rows = {line[:14].strip(): line[14:].split() for line in printed.splitlines() if " right " in line}
    assert list(rows) == list(PEN_CONDITIONS)
    headers = texts(elements, "th")
    assert set(PEN_CONDITIONS) <= set(headers)
    assert "6 drawings of 2 held-back writers" in printed
    assert "6 drawings of 2 held-back writers" in html
    assert float(rows["strokes"][1].rstrip("%")) > 50, "the shipped version reads most neat digits"


def test_pens_are_measured_without_a_page_too_and_are_asked_for_rightly(pen_file: Path) -> None:
    pens = ["evaluate", "--checkpoint", VERSION, "--pen-digits", pen_file]
    assert "pens.jsonl: 3 drawings of 1 held-back writer\n" in run(*pens, "--held-back-writers", "1").stdout
    assert "from 0 to 2 can be held back" in run(*pens, "--held-back-writers", "3", status=1).stderr
    assert "at least 1" in run(*pens, "--held-back-writers", "0", status=1).stderr


def test_a_page_that_cannot_be_written_is_one_sentence_before_anything_is_measured(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = run("evaluate", "--checkpoint", VERSION, "--report", tmp_path / "file" / "report.html", status=1)
    assert re.fullmatch(r"error: The report can't be written to .+report\.html \(.+\): choose another --report\.\n",
                        done.stderr)  # fmt: skip
    assert done.stdout == ""
    assert (tmp_path / "file").read_text() == "mine"


def test_a_name_that_ends_in_html_is_the_file_and_any_other_the_folder(tmp_path: Path) -> None:
    assert report_path(tmp_path / "new" / "my.html", "v0003") == tmp_path / "new" / "my.html"
    assert report_path(tmp_path / "new", "v0003") == tmp_path / "new" / "v0003.html"
    (tmp_path / "odd.html").mkdir()
    assert report_path(tmp_path / "odd.html", "v0003") == tmp_path / "odd.html" / "v0003.html"
    assert list((tmp_path / "new").iterdir()) == []


def test_a_page_is_replaced_whole_and_a_failure_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.html"
    write_page(sure_of_three([3, 8]), page)
    before = page.read_text(encoding="utf-8")

    def full(draft: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", draft, None, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ReportError, match=r"page\.html \(No space left on device\)"):
        write_page(sure_of_three([3, 8, 5]), page)
    assert page.read_text(encoding="utf-8") == before
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_whatever_free_text_a_version_brings_stays_text() -> None:
    hostile = "</style></title><script>alert('x')</script>"
    texts_of_version = {"notes": (hostile,), "command": hostile, "machine": hostile, "parent_version": hostile}
    elements = read_html(as_page(sure_of_three([3], **texts_of_version)).removeprefix("<!doctype html>"))
    assert "script" not in {each.tag for each in elements}
    assert sum(each.text == hostile for each in elements if each.tag in {"li", "code", "dd"}) >= 4


def test_pen_drawings_are_for_digits_only(pen_file: Path) -> None:
    other = ["evaluate", "--checkpoint", VERSION, "--dataset", "fashion-mnist", "--pen-digits", pen_file]
    assert "fashion-mnist has none: leave out --pen-digits" in run(*other, status=1).stderr
