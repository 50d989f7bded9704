"""Pictures for tests, made here."""

from __future__ import annotations

from io import BytesIO

from PIL import Image


def picture(kind: str = "PNG", width: int = 40, height: int = 30) -> bytes:
    """A picture of one colour."""
    file = BytesIO()
    Image.new("RGB", (width, height), "#7f1d1d").save(file, kind)
    return file.getvalue()


def size(content: bytes) -> tuple[str | None, int, int]:
    """What kind of picture it is, and its sides."""
    with Image.open(BytesIO(content)) as found:
        return found.format, found.width, found.height


#: The smallest file that readers take for a PDF.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
