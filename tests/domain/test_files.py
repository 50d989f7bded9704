"""What files that people send are known by."""

from __future__ import annotations

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.files import LARGEST_BYTES, FileContent, display_name, sniffed
from tests.pictures import PDF, picture


class TestAFile:
    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
    def test_is_a_photo_by_its_content(self, kind: str) -> None:
        assert sniffed(picture(kind), field="receipt") is FileContent.JPEG

    @pytest.mark.parametrize("version", [b"1.4", b"1.7", b"2.0"])
    def test_is_a_pdf_by_its_content(self, version: bytes) -> None:
        assert sniffed(PDF.replace(b"1.4", version), field="receipt") is FileContent.PDF

    @pytest.mark.parametrize(
        "content",
        [
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"<html><script>alert(1)</script></html>",
            b"GIF89a<script>",
            b"PK\x03\x04 a workbook",
            b"%PDF-1.4 without an end",
            b"%PDF-3.0\n%%EOF",
            b" %PDF-1.4\n%%EOF",
            b"RIFF....WAVE",
            b"MZ a program",
        ],
    )
    def test_of_anything_else_is_refused_whatever_it_is_called(self, content: bytes) -> None:
        with pytest.raises(Invalid, match="no photo") as refused:
            sniffed(content, field="receipt")
        assert refused.value.field == "receipt"

    def test_has_to_hold_something_and_not_too_much(self) -> None:
        with pytest.raises(Invalid, match="empty"):
            sniffed(b"", field="receipt")
        with pytest.raises(Invalid, match="at most 5 MB"):
            sniffed(PDF + b" " * LARGEST_BYTES, field="receipt")

    def test_tells_browsers_what_it_is(self) -> None:
        assert [(one.media_type, one.ending) for one in FileContent] == [
            ("image/jpeg", "jpg"),
            ("application/pdf", "pdf"),
        ]


class TestANameOfAFile:
    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("IMG_1234.jpg", "IMG_1234.jpg"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ann\\scan.pdf", "scan.pdf"),
            ("a\x00b\u202egnp.jpg", "abgnp.jpg"),
            ("", "receipt"),
            ("folder/", "receipt"),
            ("x" * 300, "x" * 120),
        ],
    )
    def test_is_shown_without_what_hides_in_it(self, name: str, shown: str) -> None:
        assert display_name(name) == shown
