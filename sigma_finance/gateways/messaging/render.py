"""How each kind of e-mail reads: subject, plain text and HTML, all from the one file of its kind.

``templates/email/<kind>.jinja`` says what the kind is about and holds its wording as blocks: subject, preview, heading,
body, and why the reader gets it. The body is paragraphs with empty lines between them, and buttons and facts; the same
body is filled twice, with the parts of plain text and those of HTML, and set into the frame of each. A kind exists
because its file does. A fact that a file names and the context lacks is an error, never a gap.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, nodes
from markupsafe import Markup, escape

from sigma_finance.domain import colours
from sigma_finance.domain.messages.kinds import Haste, MessageKind
from sigma_finance.domain.topics import Topic

TEMPLATES = Path(__file__).parents[2] / "templates" / "email"
_ENDING = ".jinja"
_LONGEST_SUBJECT = 200
_BETWEEN = re.compile(r"\n\s*\n")
#: What parts.html begins its parts with; anything else is a paragraph.
_PART = re.compile(r"<(?:div|table|h2)\b")
#: A sum as ``format_money`` writes it. It never breaks over two lines.
_SUM = re.compile(r"-?(?:[A-Z]{2,3}\u00a0|[A-Z]{0,3}[$¢£¤¥\u20a0-\u20c0]\u00a0?)[0-9][0-9,]*(?:\.[0-9]+)?")


class UnknownKind(LookupError):
    """No e-mail of this kind has been written."""


@cache
def kinds() -> dict[str, MessageKind]:
    """Every kind of message there is, by its name."""
    names = sorted(path.name.removesuffix(_ENDING) for path in TEMPLATES.glob(f"[!_]*{_ENDING}"))
    return {name: _kind(name) for name in names}


def get_kind(name: str) -> MessageKind:
    """The kind of this name; raises UnknownKind."""
    try:
        return kinds()[name]
    except KeyError:
        raise UnknownKind(name) from None


def render(kind: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML of a message; raises UnknownKind, or jinja2's UndefinedError where a fact is missing."""
    about = subject(kind, context)
    colour = colours.safe(context.get("accent"))
    facts = {**_tidy(context), "subject": about, "accent": colour, "on_accent": colours.text_on(colour)}
    text = _framed(_plain(), "txt", get_kind(kind).name, facts)
    return about, text.strip() + "\n", _framed(_rich(), "html", get_kind(kind).name, facts)


def subject(kind: str, context: Mapping[str, Any]) -> str:
    """The subject of a message alone; raises UnknownKind, or jinja2's UndefinedError where a fact is missing."""
    template = _plain().get_template(get_kind(kind).name + _ENDING)
    return _one_line(_block(template, "subject", context))


def _tidy(value: Any) -> Any:
    """Facts without line breaks and control characters: those are the file's to set."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, Mapping):
        return {name: _tidy(inner) for name, inner in value.items()}
    return [_tidy(inner) for inner in value] if isinstance(value, list) else value


def _framed(environment: Environment, ending: str, name: str, facts: dict[str, Any]) -> str:
    """The message set into the frame of text or of HTML."""
    template = environment.get_template(name + _ENDING)
    parts = environment.get_template(f"parts.{ending}").make_module(facts)
    given = {**facts, **{part: getattr(parts, part) for part in ("button", "facts", "title")}}
    blocks = {block: _block(template, block, given) for block in ("preview", "heading", "why")}
    set_out = _paragraphs if ending == "txt" else _elements
    body = set_out(_block(template, "body", given))
    return environment.get_template(f"frame.{ending}").render(facts, body=body, **blocks)


def _block(template: Template, name: str, facts: Mapping[str, Any]) -> str:
    """A block by itself, without the spaces around it; nothing where the file has none of this name."""
    if name not in template.blocks:
        return ""
    filled = "".join(template.blocks[name](template.new_context(dict(facts)))).strip()
    return Markup(filled) if template.environment.autoescape else filled  # noqa: S704  (filled with autoescape)


def _paragraphs(body: str) -> str:
    """Plain text with one empty line between paragraphs, each in one line, however the file is broken."""
    chunks = (" ".join(_words(chunk)) for chunk in _BETWEEN.split(body))
    return "\n\n".join(chunk.replace(" \n", "\n").replace("\n ", "\n") for chunk in chunks if chunk)


def _words(chunk: str) -> list[str]:
    """The words of a paragraph; what a part keeps on a line of its own stays there."""
    return [word.replace("\v", "\n") for word in re.split(r"[^\S\v]+", chunk.strip()) if word]


def _elements(body: str) -> Markup:
    """HTML with each paragraph in an element of its own."""
    chunks = [chunk.strip() for chunk in _BETWEEN.split(body) if chunk.strip()]
    return Markup("\n").join(
        Markup(chunk if _PART.match(chunk) else f"<p>{chunk}</p>")  # noqa: S704  (filled with autoescape)
        for chunk in chunks
    )


def _unbroken(value: Any) -> Any:
    """What is put into HTML, with its sums kept whole."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return Markup(_SUM.sub(_whole, str(escape(value))))  # noqa: S704  (escaped in the same line)


def _whole(found: re.Match[str]) -> str:
    return f'<span style="white-space:nowrap">{found.group()}</span>'


def _kind(name: str) -> MessageKind:
    """What the file of a kind says of it, in the values that it sets before its blocks."""
    environment = _plain()
    source = (TEMPLATES / f"{name}{_ENDING}").read_text(encoding="utf-8")
    said = {
        one.target.name: one.node.as_const()
        for one in environment.parse(source).body
        if isinstance(one, nodes.Assign)
        and isinstance(one.target, nodes.Name)
        and isinstance(one.node, nodes.Expr)
    }
    topic = said.get("topic")
    return MessageKind(
        name,
        topic=Topic(topic) if topic else None,
        in_app=bool(said.get("in_app")),
        haste=Haste[said.get("haste", "ordinary").upper()],
    )


def _one_line(text: str) -> str:
    """Text fit for a header: names can hold anything, line breaks included."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)
    return " ".join(plain.split())[:_LONGEST_SUBJECT]


@cache
def _plain() -> Environment:
    return _environment(autoescape=False)


@cache
def _rich() -> Environment:
    return _environment(autoescape=True, finalize=_unbroken)


def _environment(**options: Any) -> Environment:
    environment = Environment(  # noqa: S701  (plain text is filled without, HTML with autoescape)
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        **options,
    )
    environment.filters["zip"] = zip
    return environment
