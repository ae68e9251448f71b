"""Markup: HTML and SVG made of nested calls, in which text can't turn into tags.

    element("p", "2 < 3 and ", element("b", "so on"), class_="sum")
    -> <p class="sum">2 &lt; 3 and <b>so on</b></p>

A version's notes and command are free text, and whoever wrote them may have written <script>. So every string is
escaped, except those that are `Markup` because `element` made them.
"""

from html import escape

VOID = {"img", "meta"}  # elements that can't hold anything and have no end


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def element(tag: str, /, *content: str, **attributes: str | float) -> Markup:
    """One element around `content`. `class_` stands for class, and text_anchor for text-anchor."""
    given = "".join(f' {_attribute(key)}="{escape(str(value))}"' for key, value in attributes.items())
    return Markup(f"<{tag}{given}>" if tag in VOID else f"<{tag}{given}>{joined(*content)}</{tag}>")


def joined(*content: str) -> Markup:
    """The pieces one after the other; those that aren't markup are escaped."""
    return Markup("".join(each if isinstance(each, Markup) else escape(each) for each in content))


def section(title: str, *content: str) -> Markup:
    """A part of a page under its own heading."""
    return element("section", element("h2", title), *content)


def table(caption: str, header: list[str], rows: list[list[str]]) -> Markup:
    """A table whose first row and first column are headers, in a frame that scrolls where the screen is too narrow."""
    head = element("tr", *(element("th", cell, scope="col") for cell in header))
    body = (element("tr", element("th", row[0], scope="row"), *map(_cell, row[1:])) for row in rows)
    whole = element("table", element("caption", caption), element("thead", head), element("tbody", *body))
    return element("div", whole, class_="scrolls", tabindex=0, role="region", aria_label=caption)


def _cell(content: str) -> Markup:
    """A cell as it is, or text in one."""
    return content if isinstance(content, Markup) and content.startswith("<td") else element("td", content)


def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
