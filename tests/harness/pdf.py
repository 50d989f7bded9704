"""What a reader of a PDF reads."""

from __future__ import annotations

import io

from pypdf import PdfReader


def text_of(content: bytes) -> str:
    """The words of all pages, spaces as one; the places where a long word may break are left out."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return " ".join(" ".join(pages).replace("\u200b", "").split())
