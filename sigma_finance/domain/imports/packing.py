"""What became of each row, packed so that a report can be written again later."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

_PIECE = 64 * 1024


class LinePacker:
    """Packs lines of plain values one by one."""

    def __init__(self) -> None:
        self._compressor = zlib.compressobj()
        self._pieces: list[bytes] = []

    def add_line(self, line: Sequence[object]) -> None:
        """Pack a line."""
        text = json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n"
        self._pieces.append(self._compressor.compress(text.encode("ascii")))

    def packed(self) -> bytes:
        """Everything packed so far; nothing can be added afterwards."""
        return b"".join([*self._pieces, self._compressor.flush()])


def lines(packed: bytes) -> Iterator[list[Any]]:
    """The lines that were packed, in their order."""
    decompressor = zlib.decompressobj()
    rest = b""
    for start in range(0, len(packed), _PIECE):
        *whole, rest = (rest + decompressor.decompress(packed[start : start + _PIECE])).split(b"\n")
        for line in whole:
            yield json.loads(line)
