"""The sections of a report: each says what was measured, in words and pictures that are the right ones."""

import base64
import io
import re

import numpy as np
from PIL import Image

from model.exams.examination import Examination
from model.exams.pens import PenExam, PenResult
from model.report.page import as_page
from tests.helpers.examinations import sure_of_three
from tests.helpers.html_reader import Element, read_html, texts

RESULTS = (PenResult("strokes", "strokes", 8, 7, 0.25, 0.125), PenResult("small", "picture", 8, 4, 0.0, 0.5))


def heading(examined: Examination) -> str:
    page = as_page(examined)
    return page[page.index("<header>") : page.index("</header>") + len("</header>")]


def section(examined: Examination, title: str) -> str:
    """The section under this heading, or nothing."""
    sections = re.findall(r"<section>.*?</section>", as_page(examined), re.S)
    return next((html for html in sections if f"<h2>{title}</h2>" in html), "")


def figures(examined: Examination) -> str:
    return section(examined, "Figures")


def confusion(examined: Examination) -> str:
    return section(examined, "What was taken for what")


def mistakes(examined: Examination) -> str:
    return section(examined, "The surest mistakes")


def calibration(examined: Examination) -> str:
    return section(examined, "Is it as sure as it is right?")


def verdict(examined: Examination) -> str:
    return section(examined, "Is it a digit at all?")


def pens(examined: Examination) -> str:
    return section(examined, "Pens of other people")


def picture(image: Element) -> Image.Image:
    content = base64.b64decode(image.attributes["src"].removeprefix("data:image/png;base64,"))
    return Image.open(io.BytesIO(content))


def test_the_heading_tells_how_the_version_came_to_be_and_free_text_stays_text() -> None:
    script = "<script>alert('x')</script> & so on"
    pen_digits = [{"file": "pens.jsonl", "training_drawings": 5996}, {"file": "more.jsonl", "training_drawings": 8}]
    examined = sure_of_three([3], notes=(script,), command="train --note '<b>'", pen_digits=pen_digits, seconds=61.4)
    elements = read_html(heading(examined))
    facts = dict(zip(texts(elements, "dt"), texts(elements, "dd"), strict=True))
    assert facts["Notes"] == script
    assert facts["Command"] == "train --note '<b>'"
    assert facts["Layers"].startswith("784 - 10, ")
    assert facts["Parameters"] == "7,850"
    assert (
        facts["Learned from"] == "mnist (SHA-256 0123456789ab...) and 5996 drawings of pens.jsonl"
        " and 8 drawings of more.jsonl"
    )
    assert facts["Training"] == "7 epochs, 61 s, finished 2026-01-01T00:00:00Z"
    assert "Starts from" not in facts
    assert {"script", "b"}.isdisjoint(each.tag for each in elements)


def test_the_figures_are_those_of_the_examination() -> None:
    examined = sure_of_three([3, 3, 8, 3, 5])
    elements = read_html(figures(examined))
    assert texts(elements, "b")[:2] == ["60.00%", "40.00%"]
    loss, error = examined.evaluation.loss, examined.evaluation.calibration_error
    one_image = f"{examined.forward_seconds * 1000:.2f} ms"
    assert texts(elements, "b")[2:] == [f"{loss:.4f}", "0.00%", one_image, f"{error:.4f}"]
    assert "2 examples" in texts(elements, "span")


def test_the_confusion_matrix_is_shaded_by_count_and_right_differs_from_wrong() -> None:
    elements = read_html(confusion(sure_of_three([3] * 7 + [8] * 3 + [5])))
    cells = [each for each in elements if each.tag == "td" and "class" in each.attributes]
    assert [(each.text, each.attributes["class"]) for each in cells] == [("7", "right"), ("1", "wrong"), ("3", "wrong")]
    # log(1 + count) / log(1 + 7): 1, 1/3 and 2/3
    assert [each.attributes["style"] for each in cells] == ["--depth:1.00", "--depth:0.33", "--depth:0.67"]
    assert len(texts(elements, "td")) == 10 * 11


def test_mistakes_are_pictures_of_the_very_examples() -> None:
    examined = sure_of_three([3, 3, 8, 3, 5])
    elements = read_html(mistakes(examined))
    images = [each for each in elements if each.tag == "img"]
    assert [each.attributes["alt"] for each in images] == ["test example 4: 5", "test example 2: 8"]
    assert np.array_equal(255 - np.asarray(picture(images[0])), examined.dataset.test.images[4])
    words = texts(elements, "li")
    assert "5 taken for 3" in words[0] and "no.\u00a04" in words[0]
    assert "69.0% sure" in words[0]  # e^3 / (e^3 + 9) = 0.6906, rounded down
    assert "There are none" in mistakes(sure_of_three([3, 3]))


def test_other_data_sets_are_in_colour_and_have_names() -> None:
    examined = sure_of_three([2, 3], "cifar10")
    elements = read_html(mistakes(sure_of_three([3, 2], "cifar10")))
    (image,) = (picture(each) for each in elements if each.tag == "img")
    assert (image.mode, image.size) == ("RGB", (32, 32))
    assert np.asarray(image)[0, 0].tolist() == [255, 0, 0]  # example 1 has ink in one number: the first pixel's red
    assert "bird taken for cat" in texts(elements, "li")[0]
    assert "2 bird" in texts(read_html(confusion(examined)), "th")
    read_html(confusion(sure_of_three([99, 3], "cifar100")))


def test_calibration_is_a_chart_and_a_table_of_the_same_numbers() -> None:
    examined = sure_of_three([3, 3, 8, 3, 5])
    elements = read_html(calibration(examined))
    assert len(texts(elements, "rect")) == len(examined.reliability)
    cells = texts(elements, "td")
    assert cells[::3] == [str(each.examples) for each in examined.reliability]
    assert cells[2::3] == [f"{each.accuracy:.1%}" for each in examined.reliability]


def test_what_is_no_digit_is_told_by_kind_and_by_evidence() -> None:
    examined = sure_of_three([3])
    assert examined.verdict is not None
    elements = read_html(verdict(examined))
    assert texts(elements, "td")[:4] == ["2", "0.0%"] * 2  # a version without thresholds refuses nothing
    assert {"scribble", "small letter", "texture", "largest probability"} <= set(texts(elements, "th"))
    assert verdict(sure_of_three([3], "cifar10")) == ""


def test_pens_are_told_of_only_when_there_was_an_exam_and_known_writers_are_admitted() -> None:
    assert pens(sure_of_three([3])) == ""
    honest = pens(sure_of_three([3], pens=[PenExam("<pens>", 6, 8, 0, RESULTS)]))
    strokes = ["strokes", "87.50%", "1", "25.00%", "0.1250"]
    assert texts(read_html(honest), "td") == [*strokes, "picture", "50.00%", "4", "0.00%", "0.5000"]
    assert "&lt;pens&gt;" in honest and "Careful" not in honest
    assert "has learned from 2 of these writers" in pens(sure_of_three([3], pens=[PenExam("pens", 8, 8, 2, RESULTS)]))
