"""The process in which files of strangers are read: run by ``apart.py``, never imported for its work.

It takes a file on standard input and answers on standard output: MADE and the result, or REFUSED and a sentence. Its
memory and processor time are limited where the system can do so, which Windows cannot.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

MOST_MEMORY = 640 * 1024 * 1024
MOST_SECONDS = 15


def limit() -> None:
    """Give up memory and time beyond what a file of people's takes."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # a lower limit is in force already
            resource.setrlimit(what, (most, most))


def _task(name: str) -> Callable[[bytes], bytes]:
    if name == "picture":
        from sigma_finance.gateways.pictures import draw

        return draw
    if name == "ofx":
        from sigma_finance.gateways.statements import ofx

        return ofx.pack
    if name == "camt":
        from sigma_finance.gateways.statements import camt

        return camt.pack
    if name == "page":
        from sigma_finance.gateways.pictures import draw_page

        return draw_page
    from sigma_finance.gateways.spreadsheets.rows import pack

    return pack


def answer(name: str, content: bytes) -> bytes:
    """What a task makes of a file, or why it is refused."""
    from sigma_finance.domain.errors import Invalid
    from sigma_finance.gateways.apart import MADE, REFUSED

    try:
        return MADE + _task(name)(content)
    except Invalid as refusal:
        return REFUSED + refusal.message.encode()


if __name__ == "__main__":  # pragma: no cover  (a process of its own)
    limit()
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    sys.stdout.buffer.write(answer(sys.argv[1], sys.stdin.buffer.read()))
