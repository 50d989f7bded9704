"""Reads files that strangers send in a process of its own, which has little memory, little time and no secrets.

A few kilobytes can unpack to gigabytes, or keep a decoder busy for minutes. What happens to such a file happens there
(``decoder.py``), and the process that serves pages gets a result or a sentence.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from sigma_finance.domain.errors import Invalid, Unavailable

#: How an answer begins: with a result, or with a sentence.
MADE, REFUSED = b"+", b"-"
#: So long a file may be read, in seconds, and so long one waits for its turn.
DEADLINE_S = 20
#: So many files are read at once for one process that serves pages.
AT_ONCE = 2

_turns = BoundedSemaphore(AT_ONCE)
_DECODER = str(Path(__file__).resolve().with_name("decoder.py"))
#: What an interpreter needs to start; keys and passwords of this one stay here.
_ENVIRONMENT = {"SYSTEMROOT": r"C:\Windows"} if sys.platform == "win32" else {"PATH": os.defpath}


def read(task: str, content: bytes, *, field: str, too_much: str) -> bytes:
    """What the decoder makes of a file; raises Invalid on ``field`` with its sentence.

    Where it needs more memory or time than it is given, the sentence is ``too_much``. Raises Unavailable where other
    files take all turns.
    """
    if not _turns.acquire(timeout=DEADLINE_S):
        raise Unavailable(
            "Too many files are being read just now. Nothing was changed; try again in a moment."
        )
    try:
        done = subprocess.run(
            [sys.executable, "-I", _DECODER, task],
            input=content,
            capture_output=True,
            check=False,
            timeout=DEADLINE_S,
            env=_ENVIRONMENT,
        )
    except subprocess.TimeoutExpired as error:
        raise Invalid(too_much, field=field) from error
    finally:
        _turns.release()
    kind, answer = done.stdout[:1], done.stdout[1:]
    if done.returncode or kind not in (MADE, REFUSED):
        raise Invalid(too_much, field=field)
    if kind == REFUSED:
        raise Invalid(answer.decode(), field=field)
    return answer
