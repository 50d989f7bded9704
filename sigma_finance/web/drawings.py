"""QR codes as drawings in the page."""

from __future__ import annotations

import segno
from markupsafe import Markup

#: What a phone shows beside the margins of a page.
WIDEST_PX = 290


def qr_code(text: str, *, title: str) -> Markup:
    """A QR code of ``text``; on white with its margin, so that phones read it on a dark page, too."""
    code = segno.make(text, error="m", micro=False)
    scale = max(2, WIDEST_PX // code.symbol_size()[0])
    drawing = code.svg_inline(scale=scale, border=4, light="#fff", dark="#000", title=title)
    return Markup(drawing)  # noqa: S704  (drawn by the library, from an address of our making)
