"""The course's chapters: their texts, the lines of `model/` that they link to, and the page without scripts."""

import json
import re

import httpx
import pytest

from app.pages.chapters import CODE, chapter_number, chapters, chapters_in
from app.settings import ROOT

HTML = {"Accept": "text/html"}
CATALOGUE: dict[str, dict[str, str]] = json.loads((ROOT / "static" / "messages.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", range(1, 12))
def test_every_chapter_has_all_its_words_in_both_languages(number: int) -> None:
    for part in ("title", "idea", "more", "task"):
        texts = CATALOGUE[f"lesson.{number}.{part}"]
        assert texts["en"] and re.search("[\u4e00-\u9fff]", texts["zh"]), part
    sentences = " ".join(CATALOGUE[f"lesson.{number}.{part}"]["en"] for part in ("idea", "more"))
    assert 3 <= len(re.findall(r"[.?](?: |$)", sentences)) <= 6, "a few sentences"


def test_there_are_eleven_chapters_here_and_in_the_pages_state() -> None:
    assert list(CODE) == list(range(1, 12))
    assert "export const CHAPTERS = 11;" in (ROOT / "static" / "js" / "learn" / "state.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("number", CODE)
def test_every_name_is_defined_where_its_link_leads(number: int) -> None:
    assert chapters()[number]
    for place in chapters()[number]:
        lines = (ROOT / "model" / place.file).read_text(encoding="utf-8").splitlines()
        marked = lines[place.first - 1 : place.last]
        name = place.name.rsplit(".", 1)[-1]
        assert re.match(rf"\s*(def|class) {name}\b", next(line for line in marked if not line.strip().startswith("@")))
        assert marked[-1].strip(), "the definition's last line"
        after = lines[place.last : place.last + 1]
        assert not after or not after[0].strip(), "nothing of it comes after"


def test_a_name_that_is_gone_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    chapters.cache_clear()
    monkeypatch.setitem(CODE, 3, ("nn.dense:Dense.forwards",))
    with pytest.raises(AttributeError, match="forwards"):
        chapters()
    chapters.cache_clear()


def test_a_file_knows_the_chapters_that_speak_of_it() -> None:
    assert chapters_in("nn/dense.py") == [3, 4, 7]
    assert chapters_in("exams/jpeg.py") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("1", 1),
        ("11", 11),
        ("12", 1),
        ("0", 1),
        ("-3", 1),
        ("", 1),
        ("x", 1),
        ("3.5", 1),
        ("٣", 1),
        ("9" * 50, 1),
    ],
)
def test_whatever_is_no_chapter_is_the_first(text: str, number: int) -> None:
    assert chapter_number(text) == number


def shown_chapters(page: str) -> list[str]:
    return re.findall(r'<article class="chapter" data-chapter="(\d+)"[^>]*?(?<! hidden)>', page)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_chapter_reads_without_scripts(client: httpx.Client, language: str) -> None:
    page = client.get("/learn?chapter=7", headers=HTML | {"Accept-Language": language}).text
    assert shown_chapters(page) == ["7"]
    article = page.split('data-chapter="7" aria-labelledby')[1].split("</article>")[0]
    for part in ("title", "idea", "more", "task"):
        assert CATALOGUE[f"lesson.7.{part}"][language] in article
    assert "<math" in article and "grad_weights" in article
    assert page.count('aria-current="step"') == 1
    assert re.search(r'data-chapter="7" aria-current="step"', page)
    assert re.search(r'rel="prev" href="\?chapter=6"', page) and re.search(r'rel="next" href="\?chapter=8"', page)


def test_an_address_without_a_chapter_opens_the_first(client: httpx.Client) -> None:
    for query in ("", "?chapter=99", "?chapter=", "?chapter=two"):
        assert shown_chapters(client.get(f"/learn{query}", headers=HTML).text) == ["1"]


def test_at_the_ends_there_is_no_way_on(client: httpx.Client) -> None:
    assert 'rel="prev" role="link" aria-disabled="true"' in client.get("/learn?chapter=1", headers=HTML).text
    assert 'rel="next" role="link" aria-disabled="true"' in client.get("/learn?chapter=11", headers=HTML).text


def test_the_other_language_keeps_the_chapter(client: httpx.Client) -> None:
    page = client.get("/learn?chapter=7", headers=HTML | {"Accept-Language": "en"}).text
    assert 'href="?chapter=7&amp;lang=zh"' in page
    assert shown_chapters(client.get("/learn?chapter=7&lang=zh", headers=HTML).text) == ["7"]
