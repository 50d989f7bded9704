"""The filter of the list of members, as an address holds it; what it says wrongly is left out."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from flask import request, url_for

from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.dates import short_date
from sigma_finance.domain.members.members import SHOWN_STATUSES, MemberClass
from sigma_finance.queries.members.member_list import MemberFilter, Sort
from sigma_finance.routes.treasurer.base import text_given
from sigma_finance.web.chips import FilterChip, chips

E = TypeVar("E", bound=StrEnum)
_DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_DAYS = {
    "initiated_from": "Initiated from",
    "initiated_to": "Initiated until",
    "joined_from": "On the list from",
    "joined_to": "On the list until",
}
_LOGIN = {None: ("", ""), True: ("yes", "Can sign in"), False: ("no", "Cannot sign in yet")}


class MemberListQuery(NamedTuple):
    """The filter, its words as the address has them, and a chip for each that is on."""

    wanted: MemberFilter
    given: dict[str, str]
    chips: list[FilterChip]

    def sorted_by(self, sort: Sort) -> tuple[str, str]:
        """For a column's head: the address of the list by this, turned round if it is so already, and how it is now."""
        current = self.wanted.sort is sort
        down = not self.wanted.descending if current else sort is Sort.BALANCE
        rest = {name: word for name, word in self.given.items() if name not in ("sort", "down")}
        turned: dict[str, Any] = {**rest, "sort": sort.value} | ({"down": "yes"} if down else {})
        now = ("descending" if self.wanted.descending else "ascending") if current else ""
        return url_for(".members", **turned), now


def asked(zone: str) -> MemberListQuery:
    """What the address asks for; days are the chapter's."""
    days = {name: day for name in _DAYS if (day := _day(name))}
    login = request.args.get("login", "")
    wanted = MemberFilter(
        search=text_given("q"),
        status=_one(SHOWN_STATUSES, "status"),
        standing=_one(tuple(StandingKind), "standing"),
        member_class=_one(tuple(MemberClass), "class"),
        has_login={"yes": True, "no": False}.get(login),
        owing=request.args.get("owing") == "yes",
        initiated_from=days.get("initiated_from"),
        initiated_to=days.get("initiated_to"),
        joined_from=_begins(days.get("joined_from"), zone),
        joined_before=_begins(_next(days.get("joined_to")), zone),
        sort=_one(tuple(Sort), "sort") or Sort.NAME,
        descending=request.args.get("down") == "yes",
    )
    words = _words(wanted, days)
    given = {name: value for name, (value, _) in words.items()}
    order = {"sort": wanted.sort.value} if wanted.sort is not Sort.NAME else {}
    order |= {"down": "yes"} if wanted.descending else {}
    readable = {name: word for name, (_, word) in words.items()}
    return MemberListQuery(wanted, given | order, chips(".members", given | order, readable))


def _words(wanted: MemberFilter, days: dict[str, date]) -> dict[str, tuple[str, str]]:
    """What each filter that is on has in the address, and how people read it."""
    found = {
        "q": (wanted.search, f"“{wanted.search}”"),
        "status": _both(wanted.status),
        "standing": _both(wanted.standing),
        "class": _both(wanted.member_class),
        "login": _LOGIN[wanted.has_login],
        "owing": ("yes", "Owes money") if wanted.owing else ("", ""),
        **{name: (day.isoformat(), f"{_DAYS[name]} {short_date(day)}") for name, day in days.items()},
    }
    return {name: pair for name, pair in found.items() if pair[0]}


def _both(word: StrEnum | None) -> tuple[str, str]:
    return ("", "") if word is None else (word.value, str(getattr(word, "label", word)))


def _one(words: tuple[E, ...], name: str) -> E | None:
    given = request.args.get(name)
    return next((word for word in words if word.value == given), None)


def _day(name: str) -> date | None:
    text = request.args.get(name, "")
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _next(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def _begins(day: date | None, zone: str) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(zone)) if day else None
