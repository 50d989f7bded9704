"""The archive that a workbook is: unpacked within limits and packed anew from what was looked at.

The library that reads workbooks trusts what an archive says of itself: it unpacks whatever is inside, and reserves
memory for every cell between the first and the last one, so that two kilobytes can end the process. So it is given a
copy that holds the parts it needs and nothing else, each of them read and measured here.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from sigma_finance.gateways.spreadsheets.refusals import (
    BOMB,
    DAMAGED,
    LARGEST_UNPACKED,
    OTHER_FORMAT,
    SPREAD_OUT,
    refuse,
)
from sigma_finance.gateways.spreadsheets.scan import (
    ArchivePart,
    Marks,
    kind_of,
    scan_sheet,
    scan_strings,
    scan_styles,
)

MOST_PARTS = 2_000
#: Tags of all parts together, those of cells without a value included; counted before any is parsed.
MOST_TAGS = 2_000_000


class Workbook:
    """A workbook that is safe to hand on: ``packed`` is its archive, ``marks`` what was seen of its sheets by part."""

    def __init__(self, content: bytes) -> None:
        parts = _unpack(content)
        kinds = {name: kind_of(data) for name, data in parts.items()}
        if "xl/workbook.xml" not in parts:
            refuse(OTHER_FORMAT)
        lengths = [
            length
            for name, kind in kinds.items()
            if kind is ArchivePart.STRINGS
            for length in scan_strings(parts[name])
        ]
        styles = [
            style
            for name, kind in kinds.items()
            if kind is ArchivePart.STYLES
            for style in scan_styles(parts[name])
        ]
        self.marks: dict[str, Marks] = {
            name: scan_sheet(parts[name], lengths, styles)
            for name, kind in kinds.items()
            if kind is ArchivePart.SHEET
        }
        self.packed = _pack(
            {name: data for name, data in parts.items() if kinds[name] is not ArchivePart.OTHER}
        )


def _unpack(content: bytes) -> dict[str, bytes]:
    """The archive's parts by name, none of them twice; refuses what is damaged, encrypted or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                refuse(BOMB)
            if len({part.filename for part in parts}) < len(parts):
                refuse(DAMAGED)
            read = dict(_read(archive, parts))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        refuse(DAMAGED)
    if sum(data.count(b"<") for data in read.values()) > MOST_TAGS:
        refuse(SPREAD_OUT)
    return read


def _read(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    """Parts that can be XML; reading ends at the size that the archive states, and a part of another is damaged."""
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            yield part.filename, archive.read(part)
        elif part.filename.endswith(".bin") and part.filename.startswith("xl/workbook"):
            refuse(OTHER_FORMAT)


def _pack(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed.getvalue()
