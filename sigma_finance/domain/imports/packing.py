"""What became of each row, packed so that a report can be written again later."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_PIECE = 64 * 1024


class LinePacker:
    """Packs lines of plain values one by one."""

    def __init__(self) -> None:
        self._compressor = zlib.compressobj()
        self._pieces: list[bytes] = []

    def add_line(self, line: Sequence[object]) -> None:
        """Pack a line."""
        self._add(line)

    def _add(self, value: object) -> None:
        text = json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n"
        self._pieces.append(self._compressor.compress(text.encode("ascii")))

    def add_head(self, head: Mapping[str, object]) -> None:
        """Pack what is kept beside the lines; it goes before them."""
        self._add(head)

    def packed(self) -> bytes:
        """Everything packed so far; nothing can be added afterwards."""
        return b"".join([*self._pieces, self._compressor.flush()])


def lines(packed: bytes) -> Iterator[list[Any]]:
    """The lines that were packed, in their order."""
    return (value for value in _values(packed) if isinstance(value, list))


def head_of(packed: bytes) -> dict[str, Any]:
    """What was packed beside the lines; nothing where nothing was."""
    first = next(_values(packed), None)
    return first if isinstance(first, dict) else {}


def _values(packed: bytes) -> Iterator[Any]:
    decompressor = zlib.decompressobj()
    rest = b""
    for start in range(0, len(packed), _PIECE):
        *whole, rest = (rest + decompressor.decompress(packed[start : start + _PIECE])).split(b"\n")
        for line in whole:
            yield json.loads(line)
