"""Pictures that people send: known by their content, and drawn anew, so that nothing of the file itself is served."""

from __future__ import annotations

from io import BytesIO

from sigma_finance.domain.errors import Invalid
from sigma_finance.gateways import apart

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

TOO_MANY = "This picture has too many pixels. Save it with at most 4 million, or as JPEG, and try again."
NOT_ONE = "This is no PNG, JPEG or WebP picture, or it is damaged. Choose another file."
TOO_MUCH = "This picture takes too long to read. Save it smaller and try again."


def small_png(content: bytes, *, field: str, what: str = "A logo", largest: int = LARGEST_BYTES) -> bytes:
    """The picture as a PNG of at most 256 pixels a side, upright and without what a camera noted.

    Raises Invalid for a file that is too large, is no PNG, JPEG or WebP picture, or is damaged.
    """
    if len(content) > largest:
        most = f"{what} can have at most {largest // _MB} MB."
        raise Invalid(f"{most} Save it smaller and try again.", field=field)
    return apart.read("picture", content, field=field, too_much=TOO_MUCH)


def draw(content: bytes) -> bytes:
    """The small picture, drawn in this process; its pixels are counted before one of them is unpacked."""
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            most = MOST_JPEG_PIXELS if picture.format == "JPEG" else MOST_PIXELS
            if picture.width * picture.height > most:
                raise Invalid(TOO_MANY)
            picture.draft("RGB", (_SIDE, _SIDE))
            if picture.width * picture.height > MOST_PIXELS:
                raise Invalid(TOO_MANY)
            drawn = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Invalid(NOT_ONE) from error
    drawn.thumbnail((_SIDE, _SIDE))
    small = BytesIO()
    drawn.save(small, "PNG", optimize=True)
    return small.getvalue()
