"""The chapter's members: the list, and each one's account."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from flask import render_template, request, url_for

from sigma_finance.domain.members import MemberStatus
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.standing import StandingKind
from sigma_finance.queries import accounts, payments
from sigma_finance.queries import members as queries
from sigma_finance.queries.members import Filter
from sigma_finance.routes import guards
from sigma_finance.routes.guards import requires
from sigma_finance.routes.treasurer.base import blueprint, cursor_given, today

E = TypeVar("E", bound=StrEnum)
#: A member's page shows so many of their latest payments.
PAYMENTS = 10


class Chip(NamedTuple):
    """A filter that is on, and the address of the list without it."""

    word: str
    href: str


@blueprint.get("/members")
@requires(Permission.SEE_BOOKS)
def members() -> str:
    """The members that the address lets through, 50 a page."""
    chapter_id, wanted = guards.viewer().chapter_id, _wanted()
    return render_template(
        "treasurer/members.html",
        found=queries.members(chapter_id=chapter_id, wanted=wanted, cursor=cursor_given(), today=today()),
        wanted=wanted,
        given=_given(wanted),
        filters=_filters(wanted),
        statuses=list(MemberStatus),
        standings=[kind for kind in StandingKind if kind is not StandingKind.ON_PLAN],
    )


@blueprint.get("/members/<int:member_id>")
@requires(Permission.SEE_BOOKS)
def member(member_id: int) -> str:
    """A member's account: standing, charges, payments, and the statement with its running balance."""
    viewer, day = guards.viewer(), today()
    found = queries.get_member(chapter_id=viewer.chapter_id, member_id=member_id, today=day)
    return render_template(
        "treasurer/member.html",
        member=found,
        standing=found.standing(day),
        today=day,
        charges=accounts.charges(chapter_id=viewer.chapter_id, member_id=member_id),
        payments=payments.of_member(
            chapter_id=viewer.chapter_id, member_id=member_id, timezone=viewer.timezone, limit=PAYMENTS
        ),
        statement=accounts.statement(chapter_id=viewer.chapter_id, member_id=member_id),
    )


def _wanted() -> Filter:
    """The filter that the address describes; what it says wrongly is left out."""
    return Filter(
        search=re.sub(r"[\x00-\x1f\x7f]", "", request.args.get("q", "")).strip()[:100],
        status=_one(MemberStatus, "status"),
        standing=_one(StandingKind, "standing"),
        owing=request.args.get("owing") == "yes",
    )


def _one(words: type[E], name: str) -> E | None:
    given = request.args.get(name)
    return next((word for word in words if word.value == given), None)


def _given(wanted: Filter) -> dict[str, str]:
    """The filter as an address holds it."""
    words = {
        "q": wanted.search,
        "status": wanted.status.value if wanted.status else "",
        "standing": wanted.standing.value if wanted.standing else "",
        "owing": "yes" if wanted.owing else "",
    }
    return {name: word for name, word in words.items() if word}


def _filters(wanted: Filter) -> list[Chip]:
    given = _given(wanted)
    words = {
        "q": f"“{wanted.search}”",
        "status": wanted.status.label if wanted.status else "",
        "standing": wanted.standing.label if wanted.standing else "",
        "owing": "Owes money",
    }
    return [Chip(words[name], _without(name, given)) for name in given]


def _without(name: str, given: dict[str, str]) -> str:
    rest: dict[str, Any] = {other: word for other, word in given.items() if other != name}
    return url_for(".members", **rest)
