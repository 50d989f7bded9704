"""Whom a row means: the member with its e-mail address, else the only one of its name. Never a guess between two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sigma_finance.domain.imports.words import as_text, name_key
from sigma_finance.domain.text import normal_email


@dataclass(frozen=True, slots=True)
class NamedMember:
    """A member as the roster names them."""

    id: int
    name: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """Who could be meant (one, several, or nobody), and by what they were found."""

    people: Sequence[NamedMember]
    how: str = ""

    @property
    def person(self) -> NamedMember | None:
        """The one who is meant, where that is certain."""
        return self.people[0] if len(self.people) == 1 else None


class Roster:
    """A chapter's members, ready to be found by address and by name."""

    def __init__(self, people: Iterable[NamedMember]) -> None:
        self._by_email: dict[str, list[NamedMember]] = defaultdict(list)
        self._by_name: dict[str, list[NamedMember]] = defaultdict(list)
        self._by_key: dict[tuple[str, ...], list[NamedMember]] = defaultdict(list)
        for person in people:
            if person.email:
                self._by_email[person.email].append(person)
            self._by_name[as_text(person.name)].append(person)
            self._by_key[name_key(person.name)].append(person)

    def find(self, *, name: str, email: str) -> Match:
        """The member with this address; else those of exactly this name; else of this name written differently."""
        address = normal_email(email)
        if address in self._by_email:
            return self._of_address(name, self._by_email[address])
        remark = " The address is not the one on the roster." if "@" in address else ""
        if name in self._by_name:
            return Match(self._by_name[name], f"Found by name.{remark}")
        key = name_key(name)
        if key and key in self._by_key:
            return Match(self._by_key[key], f"Found by name, which the roster writes differently.{remark}")
        return Match(())

    def _of_address(self, name: str, people: Sequence[NamedMember]) -> Match:
        other = bool(name) and name_key(name) != name_key(people[0].name)
        remark = f" The roster calls this member {people[0].name}." if other else ""
        return Match(people, f"Found by e-mail address.{remark}")
