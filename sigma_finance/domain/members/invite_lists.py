"""Lists of people to invite, as they are pasted from mail programs and spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.labels import LabelledEnum
from sigma_finance.domain.text import clean_email

#: So many addresses are invited at once; a longer list is split.
MOST = 500

_BETWEEN_PEOPLE = re.compile(r"[\n\r\v\f;\u2028\u2029]+")
_NAMED = re.compile(r"([^<>]*)<([^<>]*)>")
_BETWEEN_CELLS = re.compile(r"[,\t|]")
_AROUND = " \t\"'“”‘’()[]<>,:."


class InviteeFate(LabelledEnum):
    """What becomes of an address on the list."""

    NEW = "new", "Will be invited"
    ON_MEMBER_LIST = "on_roster", "Will be invited, is on the member list"
    HAS_LOGIN = "has_login", "Can sign in already"
    ALREADY_INVITED = "already_invited", "Invited already"
    NOT_ACTIVE = "not_active", "Not active any more"
    HIGHER = "higher", "Has a higher role than yours"
    TWICE = "twice", "Listed twice"
    MALFORMED = "malformed", "No e-mail address"

    @property
    def is_invited(self) -> bool:
        """Whether an invite goes out."""
        return self in (InviteeFate.NEW, InviteeFate.ON_MEMBER_LIST)


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One person of a list: as written, and the address in the form that we keep, "" where there is none."""

    text: str
    email: str = ""
    name: str = ""

    @property
    def line(self) -> str:
        """The person as a line that is read as the same one again."""
        if not self.email:
            return self.text
        return f"{self.name} <{self.email}>" if self.name else self.email


def read_list(text: str) -> list[ListedPerson]:
    """The people of a pasted list: ``Name <address>`` or bare, parted by lines, semicolons or commas."""
    return [one for piece in _BETWEEN_PEOPLE.split(text) if piece.strip(_AROUND) for one in _people(piece)]


def _people(piece: str) -> Iterator[ListedPerson]:
    rest = 0
    for found in _NAMED.finditer(piece):
        *before, name = _BETWEEN_CELLS.split(found[1]) if "@" in found[1] else [found[1]]
        yield from _bare(before)
        yield _listed(found[2], name)
        rest = found.end()
    if rest == 0 or "@" in piece[rest:]:
        yield from _bare(_BETWEEN_CELLS.split(piece[rest:]))


def _bare(cells: list[str]) -> Iterator[ListedPerson]:
    """People whose addresses stand in cells of their own, or behind their names; words without any are no address."""
    name, found = "", False
    for cell in cells:
        addresses = [word for word in cell.split() if "@" in word]
        if not addresses:
            name = f"{name} {cell}".strip()
            continue
        found = True
        words = " ".join(word for word in cell.split() if "@" not in word)
        for address in addresses:
            yield _listed(address, words or name)
            name = words = ""
    if not found and name.strip(_AROUND):
        yield ListedPerson(_short(name))


def _listed(address: str, name: str) -> ListedPerson:
    plain = " ".join(name.strip(_AROUND).split())[:120]
    typed = address.strip(_AROUND).removeprefix("mailto:")
    try:
        return ListedPerson(_short(typed), clean_email(typed), plain)
    except Invalid:
        return ListedPerson(_short(f"{plain} {typed}".strip() or address))


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 200 else f"{words[:199]}…"
