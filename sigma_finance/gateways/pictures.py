"""Pictures that people send: known by their content, and drawn anew, so that nothing of the file itself is served."""

from __future__ import annotations

from io import BytesIO

from sigma_finance.domain.errors import Invalid

_MB = 1024 * 1024
LARGEST_BYTES = _MB
#: A phone's camera makes larger files than whoever draws a logo.
LARGEST_PHOTO_BYTES = 5 * _MB
#: More than any camera's; a small file can unpack to far more.
_MOST_PIXELS = 50_000_000
_FORMATS = ("PNG", "JPEG", "WEBP")
_SIDE = 256


def small_png(content: bytes, *, field: str, what: str = "A logo", largest: int = LARGEST_BYTES) -> bytes:
    """The picture as a PNG of at most 256 pixels a side, upright and without what a camera noted.

    Raises Invalid for a file that is too large, is no PNG, JPEG or WebP picture, or is damaged.
    """
    from PIL import Image, ImageOps

    if len(content) > largest:
        most = f"{what} can have at most {largest // _MB} MB."
        raise Invalid(f"{most} Save it smaller and try again.", field=field)
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise Invalid("This picture has too many pixels. Save it smaller and try again.", field=field)
            picture.draft("RGB", (_SIDE, _SIDE))
            drawn = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Invalid(
            "This is no PNG, JPEG or WebP picture, or it is damaged. Choose another file.", field=field
        ) from error
    drawn.thumbnail((_SIDE, _SIDE))
    small = BytesIO()
    drawn.save(small, "PNG", optimize=True)
    return small.getvalue()
