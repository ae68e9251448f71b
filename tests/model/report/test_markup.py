"""Markup: nested calls become nested tags, and text never becomes a tag."""

from model.report.markup import Markup, element, joined, table
from tests.helpers.html_reader import read_html, texts


def test_text_is_escaped_and_elements_are_not() -> None:
    made = element("p", "2 < 3 & ", element("b", '"so"'), class_="sum", data_note='<a "b">')
    assert made == ('<p class="sum" data-note="&lt;a &quot;b&quot;&gt;">2 &lt; 3 &amp; <b>&quot;so&quot;</b></p>')
    assert isinstance(made, Markup)
    assert joined("<", made, Markup("&amp;")) == "&lt;" + made + "&amp;"


def test_an_element_that_cannot_hold_anything_has_no_end() -> None:
    assert element("img", alt="", width=28) == '<img alt="" width="28">'


def test_a_string_made_of_markup_is_text_again() -> None:
    assert element("p", element("b", "x") + "<i>") == "<p>&lt;b&gt;x&lt;/b&gt;&lt;i&gt;</p>"


def test_a_table_has_headers_both_ways_and_cells_of_its_own_keep_their_style() -> None:
    rows = [["a", "1", element("td", "2", class_="deep")], ["b", element("b", "<3"), ""]]
    elements = read_html(table("Counts", ["what", "x", "y"], rows))
    assert texts(elements, "caption") == ["Counts"]
    assert [each.attributes["scope"] for each in elements if each.tag == "th"] == ["col"] * 3 + ["row"] * 2
    assert texts(elements, "td") == ["1", "2", "<3", ""]
    assert [each.attributes.get("class") for each in elements if each.tag == "td"] == [None, "deep", None, None]
