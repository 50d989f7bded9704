"""A page's elements as a tree: enough to judge a page and to fill in its forms, strict about what is left open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


@dataclass
class Element:
    """A tag with its attributes; ``texts`` holds what is written directly in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def get(self, attribute: str) -> str:
        """An attribute's value, empty where there is none."""
        return self.attributes.get(attribute, "")

    @property
    def text(self) -> str:
        """All that is written in it, with single spaces."""
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join(" ".join(parts).split())

    def every(self, *tags: str) -> Iterator[Element]:
        """The elements inside, in the page's order: all of them, or those with one of the tags."""
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.every(*tags)

    def texts(self) -> Iterator[str]:
        """Each piece of text inside."""
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child.texts()


class Malformed(AssertionError):
    """The page opens or closes an element that it shouldn't."""


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            raise Malformed(f"<{tag}> has an attribute twice, line {self.getpos()[0]}")
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag != tag:
            raise Malformed(f"</{tag}> closes <{self.open[-1].tag}>, line {self.getpos()[0]}")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.open[-1].children.append(data)


def parse(text: str) -> Element:
    """The page as a tree. Raises Malformed where an element is left open or closed by another."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    if len(builder.open) > 1:
        raise Malformed(f"<{builder.open[-1].tag}> is never closed")
    return builder.root
