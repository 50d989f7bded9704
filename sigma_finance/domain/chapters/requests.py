"""What a chapter is opened with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NewChapter:
    """What a chapter is opened with; ``dues_minor`` is what the form for a period offers, in minor units."""

    name: str
    slug: str
    currency: str
    timezone: str
    dues_minor: int = 0
