"""Facts set as a PDF by the templates in ``templates/documents``.

The facts go in as JSON, and the templates show them as text: nothing that a person typed is ever read as markup.
The same facts give the same bytes. The fonts are ours, so that a document looks the same from every machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import Fonts

_TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
_FONTS = Path(__file__).parent / "fonts"
#: Tagged for screen readers: https://pdfa.org/resource/iso-14289-pdfua/
_ACCESSIBLE = "ua-1"


def typeset(document: str, facts: Mapping[str, Any]) -> bytes:
    """The PDF that ``documents/<document>.typ`` makes of the facts, accessible by PDF/UA-1.

    A name in a script that our fonts lack is set in the machine's; only where that has none either is the character
    shown as a box, which is all that the standard forbids and the reader loses.
    """
    from typst import TypstError

    for system_fonts in (False, True):
        try:
            return _compile(document, facts, system_fonts=system_fonts, standards=[_ACCESSIBLE])
        except TypstError as error:
            if "could not be displayed" not in error.message:
                raise
    return _compile(document, facts, system_fonts=True, standards=[])


def _compile(document: str, facts: Mapping[str, Any], *, system_fonts: bool, standards: list[Any]) -> bytes:
    from typst import Compiler

    compiler = Compiler(
        _TEMPLATES / f"{document}.typ",
        root=_TEMPLATES,
        font_paths=_fonts(system_fonts=system_fonts),
        sys_inputs={"facts": json.dumps(facts)},
    )
    made = compiler.compile(format="pdf", pdf_standards=standards)
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


@cache
def _fonts(*, system_fonts: bool) -> Fonts:
    from typst import Fonts

    return Fonts(include_system_fonts=system_fonts, font_paths=[_FONTS])
