"""Pictures that people send."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from sigma_finance.domain.errors import Invalid
from sigma_finance.gateways.pictures import LARGEST_BYTES, draw, draw_page, page_jpeg, small_png
from tests.pictures import picture, size


def bomb() -> bytes:
    """A PNG of a few bytes that says it is enormous."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    start = struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + start + b"\x00\x00\x00\x00IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))


def blank(kind: str, width: int, height: int) -> bytes:
    """A picture of one colour, which takes few bytes whatever its size."""
    written = BytesIO()
    Image.new("RGB", (width, height)).save(written, kind)
    return written.getvalue()


class TestAPictureOfManyPixels:
    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_is_refused_before_one_of_them_is_unpacked(
        self, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        def unpack(*_: object) -> None:
            raise AssertionError("the pixels were unpacked")

        content = blank(kind, 2001, 2000)
        assert len(content) < 20_000
        with pytest.raises(Invalid, match="4 million"):
            small_png(content, field="logo")
        monkeypatch.setattr(Image.Image, "load", unpack)
        with pytest.raises(Invalid, match="4 million"):
            draw(content)

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
    def test_is_taken_up_to_four_million(self, kind: str) -> None:
        assert size(small_png(blank(kind, 2000, 2000), field="logo")) == ("PNG", 256, 256)

    def test_comes_from_a_camera_as_jpeg(self) -> None:
        assert size(small_png(blank("JPEG", 4000, 3000), field="photo")) == ("PNG", 256, 192)
        with pytest.raises(Invalid, match="4 million"):
            small_png(blank("JPEG", 7000, 7000), field="photo")


class TestAPicture:
    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
    def test_is_drawn_anew_as_a_small_png(self, kind: str) -> None:
        assert size(small_png(picture(kind, 1024, 512), field="logo")) == ("PNG", 256, 128)

    def test_that_is_small_keeps_its_size(self) -> None:
        assert size(small_png(picture(), field="logo")) == ("PNG", 40, 30)

    def test_brings_nothing_along_that_was_hidden_in_its_file(self) -> None:
        hidden = picture() + b"<script>alert(1)</script>"
        assert b"script" not in small_png(hidden, field="logo")

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"GIF89a",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"%PDF-1.7",
            picture()[:-40],
            picture("GIF"),
            picture("BMP"),
            bomb(),
        ],
        ids=["empty", "gif", "svg", "pdf", "cut", "whole gif", "bitmap", "bomb"],
    )
    def test_that_cannot_be_one_is_refused_with_a_sentence(self, content: bytes) -> None:
        with pytest.raises(Invalid, match="picture"):
            small_png(content, field="logo")

    def test_that_is_too_large_is_refused(self) -> None:
        with pytest.raises(Invalid, match="at most 1 MB"):
            small_png(b"x" * (LARGEST_BYTES + 1), field="logo")


class TestAPictureOfAPage:
    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
    def test_stays_as_large_as_one_has_to_read_it(self, kind: str) -> None:
        assert size(page_jpeg(blank(kind, 3000, 1500), field="receipt")) == ("JPEG", 2000, 1000)
        assert size(page_jpeg(blank(kind, 300, 150), field="receipt")) == ("JPEG", 300, 150)

    def test_is_drawn_in_this_process_as_in_the_one_apart(self) -> None:
        content = blank("PNG", 3000, 1500)
        assert size(draw_page(content)) == size(page_jpeg(content, field="receipt"))
        small = blank("PNG", 400, 200)
        assert size(draw(small)) == size(small_png(small, field="photo")) == ("PNG", 256, 128)
        for drawing in (draw, draw_page):
            with pytest.raises(Invalid, match="damaged"):
                drawing(b"no picture")

    def test_comes_from_a_camera_of_many_pixels(self) -> None:
        assert size(page_jpeg(blank("JPEG", 8000, 6000), field="receipt")) == ("JPEG", 2000, 1500)

    @pytest.mark.parametrize(("kind", "side"), [("PNG", 4001), ("JPEG", 8000)])
    def test_is_refused_before_too_many_pixels_are_unpacked(
        self, monkeypatch: pytest.MonkeyPatch, kind: str, side: int
    ) -> None:
        def unpack(*_: object) -> None:
            raise AssertionError("the pixels were unpacked")

        content = blank(kind, side, side)
        monkeypatch.setattr(Image.Image, "load", unpack)
        with pytest.raises(Invalid, match="too many pixels"):
            draw_page(content)

    def test_keeps_nothing_of_the_file_but_its_pixels(self) -> None:
        noted = Image.Exif()
        noted[0x010E] = "taken at home"
        written = BytesIO()
        Image.new("RGB", (40, 30)).save(written, "JPEG", exif=noted, comment=b"<script>alert(1)</script>")
        drawn = page_jpeg(written.getvalue() + b"<?php echo 1; ?>", field="receipt")
        assert not [word for word in (b"taken at home", b"script", b"php", b"Exif") if word in drawn]

    def test_that_is_none_is_refused_with_a_sentence(self) -> None:
        with pytest.raises(Invalid, match="damaged") as refused:
            page_jpeg(b"\xff\xd8\xff nothing more", field="receipt")
        assert refused.value.field == "receipt"
