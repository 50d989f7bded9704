"""Files that people send along, such as receipts: what they may be, and how large."""

from __future__ import annotations

import unicodedata

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.labels import LabelledEnum

_MB = 1024 * 1024
#: What one file may have, photos of a phone and scans included.
LARGEST_BYTES = 5 * _MB
#: So many receipts can belong to one thing.
MOST = 6

NOT_ONE = "This is no photo (JPEG, PNG or WebP) and no PDF, or it is damaged. Choose another file."
EMPTY = "This file is empty. Choose another file."
TOO_LARGE = f"A receipt can have at most {LARGEST_BYTES // _MB} MB. Save it smaller and try again."

_PDF_BEGINS = b"%PDF-1."
_PDF_2_BEGINS = b"%PDF-2."
_PDF_ENDS = b"%%EOF"
#: Readers look for the end of a PDF in its last bytes.
_LAST = 1024
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class FileContent(LabelledEnum):
    """What a kept file is."""

    JPEG = "jpeg", "Photo"
    PDF = "pdf", "PDF"

    @property
    def media_type(self) -> str:
        """What browsers are told."""
        return "image/jpeg" if self is FileContent.JPEG else "application/pdf"

    @property
    def ending(self) -> str:
        """What the name of a file ends with that a person saves."""
        return "jpg" if self is FileContent.JPEG else "pdf"


def sniffed(content: bytes, *, field: str) -> FileContent:
    """What a file is by its content, whatever it is called; raises Invalid for anything but a photo or a PDF.

    A photo is one that will be drawn anew, which says for certain whether it is.
    """
    if not content:
        raise Invalid(EMPTY, field=field)
    if len(content) > LARGEST_BYTES:
        raise Invalid(TOO_LARGE, field=field)
    if content.startswith((_PDF_BEGINS, _PDF_2_BEGINS)) and _PDF_ENDS in content[-_LAST:]:
        return FileContent.PDF
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return FileContent.JPEG
    raise Invalid(NOT_ONE, field=field)


_NAME = 120


def display_name(name: str) -> str:
    """What somebody calls a file, as it is shown: without a folder, and without what cannot be seen."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    return shown.strip()[:_NAME] or "receipt"
