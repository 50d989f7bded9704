"""A page's elements as a tree: enough to judge a page and to fill in its forms, strict about what is left open.

Thousands of pages are read in a run of the tests: one expression cuts a page into its pieces, and an element finds what
is inside it in the page's own lists, without walking down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_ATTRIBUTE = r"""\s+([^\s=>"'/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?"""
_PIECE = re.compile(
    rf"<!--.*?-->|<![^>]*>|</([a-z][\w-]*)\s*>|<([a-z][\w-]*)((?:{_ATTRIBUTE})*)\s*(/?)>|([^<]+)|<",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_RAW = {tag: re.compile(f"(.*?)(?=</{tag})", re.DOTALL) for tag in ("script", "style")}


@dataclass(eq=False)
class Element:
    """A tag with its attributes; what is inside stands in the page's lists, from ``begins`` to ``ends``."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    page: list[Element] = field(default_factory=list, repr=False)
    words: list[str] = field(default_factory=list, repr=False)
    begins: tuple[int, int] = (0, 0)
    ends: tuple[int, int] = (0, 0)

    def get(self, attribute: str) -> str:
        """An attribute's value, empty where there is none."""
        return self.attributes.get(attribute, "")

    @property
    def text(self) -> str:
        """All that is written in it, with single spaces."""
        return " ".join(" ".join(self.texts()).split())

    def every(self, *tags: str) -> Iterator[Element]:
        """The elements inside, in the page's order: all of them, or those with one of the tags."""
        inside = self.page[self.begins[0] : self.ends[0]]
        return iter([one for one in inside if one.tag in tags] if tags else inside)

    def texts(self) -> list[str]:
        """Each piece of text inside."""
        return self.words[self.begins[1] : self.ends[1]]


class Malformed(AssertionError):
    """The page opens or closes an element that it shouldn't."""


class _Builder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.elements: list[Element] = []
        self.words: list[str] = []
        self.open = [Element("document", {}, self.elements, self.words)]

    def build(self) -> Element:
        """The page; raises Malformed."""
        at = 0
        while at < len(self.text):
            piece = _PIECE.match(self.text, at)
            assert piece is not None
            at = piece.end()
            closed, opened, attributes, _, _, is_whole, said = piece.groups()
            if said:
                self._say(unescape(said))
            elif opened:
                at = self._begin(opened.lower(), attributes, bool(is_whole), piece)
            elif closed:
                self._end(closed.lower(), piece.start())
            elif piece.group() == "<":
                raise Malformed(f"a tag is not whole, line {self._line(piece.start())}")
        if len(self.open) > 1:
            raise Malformed(f"<{self.open[-1].tag}> is never closed")
        return self._close()

    def _begin(self, tag: str, attributes: str, is_whole: bool, piece: re.Match[str]) -> int:
        """Open an element; returns where the page goes on, behind the text of a script."""
        kept, is_twice = _attributes(attributes)
        if is_twice:
            raise Malformed(f"<{tag}> has an attribute twice, line {self._line(piece.start())}")
        element = Element(tag, {**kept}, self.elements, self.words)
        self.elements.append(element)
        element.begins = element.ends = self._place()
        if tag in VOID or is_whole:
            return piece.end()
        self.open.append(element)
        raw = _RAW[tag].match(self.text, piece.end()) if tag in _RAW else None
        if raw is None:
            return piece.end()
        self._say(raw[1])
        return raw.end()

    def _say(self, said: str) -> None:
        if said.strip():
            self.words.append(said)

    def _end(self, tag: str, at: int) -> None:
        if self.open[-1].tag != tag:
            raise Malformed(f"</{tag}> closes <{self.open[-1].tag}>, line {self._line(at)}")
        self._close()

    def _close(self) -> Element:
        element = self.open.pop()
        element.ends = self._place()
        return element

    def _place(self) -> tuple[int, int]:
        return len(self.elements), len(self.words)

    def _line(self, at: int) -> int:
        return self.text.count("\n", 0, at) + 1


@lru_cache(5_000)
def _attributes(written: str) -> tuple[dict[str, str], bool]:
    """The attributes as they are written, which page after page repeats, and whether one stands there twice."""
    found = _ATTRIBUTES.findall(written)
    kept = {name.lower(): _value(value) for name, value in found}
    return kept, len(kept) < len(found)


def _value(quoted: str) -> str:
    return unescape(quoted[1:-1] if quoted[:1] in "\"'" and quoted else quoted)


def parse(text: str) -> Element:
    """The page as a tree. Raises Malformed where an element is left open or closed by another."""
    return _Builder(text).build()
