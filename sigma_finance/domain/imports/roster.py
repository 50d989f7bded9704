"""Whom a row means: the member with its e-mail address, else the only one of its name. Never a guess between two."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sigma_finance.domain.imports.likeness import is_relative
from sigma_finance.domain.imports.words import as_text, name_key
from sigma_finance.domain.text import normal_email

_BETWEEN_ADDRESSES = re.compile(r"[\s;,/|<>()]+")


@dataclass(frozen=True, slots=True)
class NamedMember:
    """A member as the roster names them."""

    id: int
    name: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """Who could be meant (one, several, or nobody), and by what they were found.

    ``clash`` says why it isn't certain although somebody was found: name and address are two people's.
    """

    people: Sequence[NamedMember]
    how: str = ""
    clash: str = ""

    @property
    def person(self) -> NamedMember | None:
        """The one who is meant, where that is certain."""
        return self.people[0] if len(self.people) == 1 and not self.clash else None


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
        """The member with this address; else those of exactly this name; else of this name written differently.

        Where the address is one member's and the name another's, that is a clash.
        """
        by_address = self._of_address(email)
        by_name = self._of_name(name)
        if len(by_address) > 1:
            return Match(
                by_address, "Found by e-mail address.", "The row holds the addresses of several members."
            )
        if by_address:
            return self._with_address(name, by_address, by_name.people)
        if by_name.people and "@" in email:
            return Match(by_name.people, f"{by_name.how} The address is not the one on the roster.")
        return by_name

    def _of_address(self, email: str) -> list[NamedMember]:
        """Who has this address, or one of those that the cell holds."""
        found = {
            person.id: person
            for address in (email, *_BETWEEN_ADDRESSES.split(email))
            for person in self._by_email.get(normal_email(address.removeprefix("mailto:")), ())
        }
        return list(found.values())

    def _of_name(self, name: str) -> Match:
        if name and name in self._by_name:
            return Match(self._by_name[name], "Found by name.")
        key = name_key(name)
        if key and key in self._by_key:
            return Match(self._by_key[key], "Found by name, which the roster writes differently.")
        return Match(())

    def _with_address(self, name: str, people: Sequence[NamedMember], named: Sequence[NamedMember]) -> Match:
        (person,) = people
        how = "Found by e-mail address."
        if not name or person in named or name_key(name) == name_key(person.name):
            return Match(people, how)
        if named:
            return Match(
                [person, *named],
                how,
                f"The address is {person.name}’s and the name is {named[0].name}’s. "
                "Leave out the one that is not meant.",
            )
        if is_relative(name, person.name):
            return Match(
                people,
                how,
                f"The address is {person.name}’s, and the row names {name[:60]}. Write the name of whoever is meant.",
            )
        return Match(people, f"{how} The roster calls this member {person.name}.")
