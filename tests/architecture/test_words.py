"""One word for one thing, on pages, in mails, in files and in what is said to people."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sigma_finance

PACKAGE = Path(sigma_finance.__file__).parent
ROOT = PACKAGE.parent
GUIDES = [ROOT / name for name in ("README.md", "CHANGELOG.md", "docs/treasurer.md", "docs/operations.md")]
#: What is not said, and the word for it. A fee is late; so may be whoever comes too late for something.
INSTEAD = {
    r"(?<!too )late(?!r|ly|st| fees?| joiners?)": "past due",
    r"overdue": "past due",
    r"delinquent": "not financial",
    r"(in )?arrears": "past due",
    r"reject(s|ed|ing|ion)?": "decline",
    r"quarantined?": "set aside",
}
#: Reads what others write.
READS = {"domain/imports/statuses.py"}
_BRACES = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_TAG = re.compile(r"<[^>]*>", re.DOTALL)
_LITERAL = re.compile(r"\"([^\"]*)\"|'([^']*)'")


def said(text: str) -> bool:
    """Whether a string of the code is said to somebody, rather than the name of something."""
    return " " in text.strip() or text[:1].isupper()


def on_pages() -> Iterator[tuple[str, str]]:
    for path in [*PACKAGE.glob("templates/**/*"), *(ROOT / "sandbox").glob("templates/**/*")]:
        if path.suffix in (".html", ".jinja", ".typ", ".txt"):
            text = _COMMENT.sub(" ", path.read_text("utf-8"))
            literals = (
                literal or other
                for braces in _BRACES.findall(text)
                for literal, other in _LITERAL.findall(braces)
            )
            yield path.name, _TAG.sub(" ", _BRACES.sub(" ", text))
            yield path.name, " | ".join(literal for literal in literals if said(literal))


def in_code() -> Iterator[tuple[str, str]]:
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).as_posix() in READS:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        docstrings = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        commands = path.parent.name == "cli"
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Constant) and isinstance(node.value, str) and said(node.value)):
                continue
            if commands or id(node) not in docstrings:
                yield path.relative_to(PACKAGE).as_posix(), node.value


def found(pattern: str, texts: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    word = re.compile(rf"(?<![\w.`/-])({pattern})(?![\w`(/=-])", re.IGNORECASE)
    return [
        (name, text[max(0, match.start() - 30) : match.end() + 30])
        for name, text in texts
        for match in word.finditer(text)
    ]


@pytest.mark.parametrize(("pattern", "instead"), INSTEAD.items())
class TestWhatIsSaid:
    def test_on_pages_and_in_mails(self, pattern: str, instead: str) -> None:
        assert not found(pattern, on_pages()), f"say {instead}"

    def test_in_messages(self, pattern: str, instead: str) -> None:
        assert not found(pattern, in_code()), f"say {instead}"

    def test_in_the_guides(self, pattern: str, instead: str) -> None:
        guides = ((path.name, path.read_text("utf-8")) for path in GUIDES)
        assert not found(pattern, guides), f"say {instead}"
