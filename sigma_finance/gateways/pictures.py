"""Pictures that people send: known by their content, and drawn anew, so that nothing of the file itself is served.

A logo or a portrait becomes small; a photo of a receipt stays as large as one has to read it.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from sigma_finance.domain.errors import Invalid
from sigma_finance.gateways import apart

if TYPE_CHECKING:
    from PIL.Image import Image

_MB = 1024 * 1024
LARGEST_BYTES = _MB
#: A phone's camera makes larger files than whoever draws a logo.
LARGEST_PHOTO_BYTES = 5 * _MB
#: What is drawn in full; a small file can unpack to far more.
MOST_PIXELS = 4_000_000
#: A JPEG, as cameras write it, is drawn at a fraction of its size from the start.
MOST_JPEG_PIXELS = 25_000_000
_FORMATS = ("PNG", "JPEG", "WEBP")
_SIDE = 256
#: A photo of a page of paper, as phones take it and as it is kept.
MOST_PAGE_PIXELS = 16_000_000
MOST_PAGE_JPEG_PIXELS = 60_000_000
_PAGE_SIDE = 2_000
_PAGE_QUALITY = 80

TOO_MANY = "This picture has too many pixels. Save it with at most 4 million, or as JPEG, and try again."
NOT_ONE = "This is no PNG, JPEG or WebP picture, or it is damaged. Choose another file."
TOO_MANY_ON_PAGE = (
    "This picture has too many pixels. Take it again with a lower resolution, or save it smaller."
)
TOO_MUCH = "This picture takes too long to read. Save it smaller and try again."


def small_png(content: bytes, *, field: str, what: str = "A logo", largest: int = LARGEST_BYTES) -> bytes:
    """The picture as a PNG of at most 256 pixels a side, upright and without what a camera noted.

    Raises Invalid for a file that is too large, is no PNG, JPEG or WebP picture, or is damaged.
    """
    if len(content) > largest:
        most = f"{what} can have at most {largest // _MB} MB."
        raise Invalid(f"{most} Save it smaller and try again.", field=field)
    return apart.read("picture", content, field=field, too_much=TOO_MUCH)


def page_jpeg(content: bytes, *, field: str) -> bytes:
    """The picture of a page as a JPEG of at most 2,000 pixels a side, upright and without what a camera noted.

    Raises Invalid for what is no PNG, JPEG or WebP picture, or is damaged. How large the file is, is for the caller.
    """
    return apart.read("page", content, field=field, too_much=TOO_MUCH)


def draw(content: bytes) -> bytes:
    """The small picture, drawn in this process; its pixels are counted before one of them is unpacked."""
    drawn = _opened(
        content, "RGBA", side=_SIDE, most=MOST_PIXELS, most_jpeg=MOST_JPEG_PIXELS, too_many=TOO_MANY
    )
    small = BytesIO()
    drawn.save(small, "PNG", optimize=True)
    return small.getvalue()


def draw_page(content: bytes) -> bytes:
    """The picture of a page, drawn in this process."""
    drawn = _opened(
        content,
        "RGB",
        side=_PAGE_SIDE,
        most=MOST_PAGE_PIXELS,
        most_jpeg=MOST_PAGE_JPEG_PIXELS,
        too_many=TOO_MANY_ON_PAGE,
    )
    page = BytesIO()
    drawn.save(page, "JPEG", quality=_PAGE_QUALITY, optimize=True)
    return page.getvalue()


def _opened(content: bytes, mode: str, *, side: int, most: int, most_jpeg: int, too_many: str) -> Image:
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            if picture.width * picture.height > (most_jpeg if picture.format == "JPEG" else most):
                raise Invalid(too_many)
            picture.draft("RGB", (side, side))
            if picture.width * picture.height > most:
                raise Invalid(too_many)
            drawn = ImageOps.exif_transpose(picture).convert(mode)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Invalid(NOT_ONE) from error
    drawn.info.clear()  # a comment or a profile of colours would go along
    drawn.thumbnail((side, side))
    return drawn
