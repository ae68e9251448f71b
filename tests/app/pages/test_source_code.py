"""The source viewer: the files of `model/` as they are, safe to show, and nothing else."""

from html.parser import HTMLParser

import httpx
import pytest

from app.pages.chapters import chapters
from app.pages.source_code import files, highlight, line_range, reading_order
from app.settings import ROOT

HTML = {"Accept": "text/html"}
PLACES = [place for places in chapters().values() for place in places]


class CodeReader(HTMLParser):
    """All text within <code lang="en">, and the numbers of the lines that are marked."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.marked, self.depth = "", [], 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if self.depth or (tag == "code" and attributes.get("lang") == "en"):
            self.depth += 1
        if "marked" in (attributes.get("class") or ""):
            self.marked.append(int(attributes["data-number"] or 0))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.depth -= bool(self.depth)

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.text += data


def kinds_of(source: str) -> list[tuple[str, str]]:
    return [(kind, text) for line in highlight(source) for kind, text in line.pieces if kind]


def test_comments_strings_and_keywords_are_told_apart() -> None:
    source = '"""Doc."""\n\ndef f(x="a"):\n    """Two\n    lines."""\n    return x  # why\n'
    assert kinds_of(source) == [
        ("docstring", '"""Doc."""'),
        ("keyword", "def"),
        ("string", '"a"'),
        ("docstring", '"""Two'),
        ("docstring", '    lines."""'),
        ("keyword", "return"),
        ("comment", "# why"),
    ]


def test_a_string_in_brackets_on_its_own_line_is_no_docstring() -> None:
    assert ("string", '"a"') in kinds_of('x = (\n    "a"\n)\n')


def test_what_an_f_string_computes_is_code() -> None:
    assert highlight('f"{x}!"\n')[0].pieces == (("string", 'f"{'), ("", "x"), ("string", '}!"'))


@pytest.mark.parametrize("file", files())
def test_put_together_again_the_pieces_are_the_file(file: str) -> None:
    source = files()[file].read_text(encoding="utf-8")
    assert [line.number for line in highlight(source)] == list(range(1, len(source.splitlines()) + 1))
    assert ["".join(text for _, text in line.pieces) for line in highlight(source)] == source.splitlines()


def test_the_files_stand_in_the_order_of_models_docstring_each_of_them_once() -> None:
    order = [file for group in reading_order() for file in group]
    assert sorted(order) == sorted(files())
    assert order[:3] == ["__init__.py", "arrays.py", "errors.py"]
    course = next(group for group in reading_order() if "nn/dense.py" in group)
    assert course[:4] == ("nn/__init__.py", "nn/layer.py", "nn/initializers.py", "nn/dense.py")
    assert len(course) == 11


def test_an_address_from_before_the_wings_leads_to_the_file(client: httpx.Client) -> None:
    answer = client.get("/source/dense.py?lines=37-39", headers=HTML)
    assert answer.status_code == 307
    assert answer.headers["location"].endswith("/source/nn/dense.py?lines=37-39")
    assert client.get("/source/page.py").status_code == 404, "two files of that name: neither is guessed"


@pytest.mark.parametrize("file", ["nn/dense.py", "export/page.py", "explanation/unit.py", "__init__.py"])
def test_the_page_shows_the_file_as_it_is(client: httpx.Client, file: str) -> None:
    answer = client.get(f"/source/{file}", headers=HTML)
    assert answer.status_code == 200
    assert CodeReader(answer.text).text == files()[file].read_text(encoding="utf-8")


def test_html_in_a_file_stays_text(client: httpx.Client) -> None:
    source = files()["export/page.py"].read_text(encoding="utf-8")
    assert "<" in source, "else this proves nothing"
    page = client.get("/source/export/page.py", headers=HTML).text
    code = page.split('<code lang="en">')[1].split("</code>")[0]
    tags = code.replace("</span>", "").split("<")[1:]
    assert all(tag.startswith("span ") for tag in tags)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.file}:{place.name}")
def test_every_link_of_a_chapter_marks_its_lines(client: httpx.Client, place: object) -> None:
    address = place.address  # type: ignore[attr-defined]
    page = client.get(address, headers=HTML).text
    marked = CodeReader(page).marked
    assert marked == list(range(place.first, place.last + 1))  # type: ignore[attr-defined]
    assert f'id="{address.split("#")[1]}"' in page


@pytest.mark.parametrize(
    "path",
    [
        "../app/settings.py",
        "..%2Fapp%2Fsettings.py",
        "%2e%2e/%2e%2e/etc/passwd",
        "report/..%2f../pyproject.toml",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "dense",
        "dense.py/",
        "Dense.py",
        "nothing.py",
        "report/report.css",
        "data/mnist.npz",
        "report",
        "%00",
        "<script>alert(1)</script>",
    ],
)
def test_there_is_nothing_else_to_see(client: httpx.Client, path: str) -> None:
    answer = client.get(f"/source/{path}")
    assert answer.status_code == 404
    assert answer.json()["error"] == "not_found"
    page = client.get(f"/source/{path}", headers=HTML)
    assert page.status_code == 404
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    ("text", "lines"),
    [("44-46", [44, 45, 46]), ("44", [44]), ("46-44", []), ("", []), ("a-b", []), ("1-2-3", []), ("-5", [])],
)
def test_which_lines_an_address_asks_for(text: str, lines: list[int]) -> None:
    assert list(line_range(text)) == lines


def test_lines_that_there_are_not_are_not_marked(client: httpx.Client) -> None:
    last = len(files()["nn/dense.py"].read_text(encoding="utf-8").splitlines())
    page = client.get(f"/source/nn/dense.py?lines={last}-9999", headers=HTML).text
    assert CodeReader(page).marked == [last]
    for lines in ("9000-9999", "0", "<b>"):
        answer = client.get("/source/nn/dense.py", params={"lines": lines}, headers=HTML)
        assert answer.status_code == 200
        assert CodeReader(answer.text).marked == []


def test_the_viewer_is_no_part_of_the_api(client: httpx.Client) -> None:
    assert not any("source" in path for path in client.get("/openapi.json").json()["paths"])
    assert (ROOT / "templates" / "pages" / "source.html").is_file()


def test_the_bare_address_leads_to_the_list_of_files(client: httpx.Client) -> None:
    page = client.get("/source/?lang=zh", headers=HTML, follow_redirects=True)
    assert page.status_code == 200
    assert page.url.path == "/source/__init__.py"
    assert page.url.query == b"lang=zh"
    assert "nn/dense.py" in page.text
