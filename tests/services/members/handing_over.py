"""A chapter whose treasurer hands over."""

from __future__ import annotations

from dataclasses import dataclass

from tests.people import People, Person


@dataclass(frozen=True)
class Cast:
    """A chapter whose treasurer hands over to a member."""

    people: People
    tess: Person
    ben: Person
