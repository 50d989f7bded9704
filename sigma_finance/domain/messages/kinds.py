"""A kind of message: what it is about, whether the app shows it too, and how soon it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from sigma_finance.domain.topics import Topic


class Haste(IntEnum):
    """Which messages leave first. Somebody sits and waits for the first sort; the last goes to many at once."""

    AWAITED = 0
    ORDINARY = 1
    BULK = 2


@dataclass(frozen=True)
class MessageKind:
    """What the file of a kind says of it; without a topic its e-mail goes out whatever its reader chose."""

    name: str
    topic: Topic | None = None
    in_app: bool = False
    haste: Haste = Haste.ORDINARY
