"""Reads a page as a browser would, and fails where a tag isn't closed or closes another."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"img", "meta"}


@dataclass
class Element:
    """One element: its tag, its attributes, and all the text within."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    inside: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inside = [each.tag for each in self._open]
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, inside=inside))
        if tag not in VOID:
            self._open.append(self.elements[-1])

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open.pop().tag == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        for each in self._open:
            each.text += data

    def close(self) -> None:
        super().close()
        assert not self._open, f"<{self._open[-1].tag}> is never closed"


def read_html(html: str) -> list[Element]:
    """All elements in their order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.elements


def texts(elements: list[Element], tag: str) -> list[str]:
    """The text of each element with this tag."""
    return [each.text for each in elements if each.tag == tag]
