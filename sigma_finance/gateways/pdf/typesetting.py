"""Facts set as a PDF by the templates in ``templates/documents``.

The facts go in as JSON, and the templates show them as text: nothing that a person typed is ever read as markup.
The same facts give the same bytes. The fonts are ours, so that a document looks the same from every machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum, auto
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import Fonts

_TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
_FONTS = Path(__file__).parent / "fonts"
#: For names in Chinese, Japanese, Korean, Thai, Arabic, Hebrew and Devanagari; read only where one has to be set.
_SCRIPTS = Path(__file__).parent / "scripts"
#: Tagged for screen readers: https://pdfa.org/resource/iso-14289-pdfua/
_ACCESSIBLE = "ua-1"


class _Fonts(Enum):
    """Which fonts are looked through."""

    OURS = auto()
    SCRIPTS = auto()
    ALL = auto()


def typeset(document: str, facts: Mapping[str, Any]) -> bytes:
    """The PDF that ``documents/<document>.typ`` makes of the facts, accessible by PDF/UA-1.

    A name that the fonts of the document lack is set in those for further scripts, from right to left where it is
    read so, then in the machine's; only where that has none either is the character shown as a box, which is all that
    the standard forbids and the reader loses.
    """
    from typst import TypstError

    for fonts in (_Fonts.OURS, _Fonts.SCRIPTS, _Fonts.ALL):
        try:
            return _compile(document, facts, fonts=fonts, standards=[_ACCESSIBLE])
        except TypstError as error:
            if "could not be displayed" not in error.message:
                raise
    return _compile(document, facts, fonts=_Fonts.ALL, standards=[])


def _compile(document: str, facts: Mapping[str, Any], *, fonts: _Fonts, standards: list[Any]) -> bytes:
    from typst import Compiler

    compiler = Compiler(
        _TEMPLATES / f"{document}.typ",
        root=_TEMPLATES,
        font_paths=_fonts(fonts),
        sys_inputs={"facts": json.dumps(facts)},
    )
    made = compiler.compile(format="pdf", pdf_standards=standards)
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


@cache
def _fonts(chosen: _Fonts) -> Fonts:
    from typst import Fonts

    paths = [_FONTS] if chosen is _Fonts.OURS else [_FONTS, _SCRIPTS]
    return Fonts(include_system_fonts=chosen is _Fonts.ALL, font_paths=paths)
