"""Members on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.members.requests import MemberDetails
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.seen import ChangedMeanwhile
from sigma_finance.queries.logins import sessions
from sigma_finance.queries.members import member_list
from sigma_finance.queries.members.member_list import MemberFilter, Sort
from sigma_finance.services.logins import sessions as signed_in
from sigma_finance.services.members import members
from tests.people import People, add_to_member_list, open_chapter
from tests.routes.house import ZONE, change, owe

DAY = timedelta(days=1)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def editor(people: People) -> members.Editor:
    return members.Editor(people.admin.member_id, people.admin.name, Role.ADMIN)


def details(**changes: Any) -> MemberDetails:
    usual = MemberDetails("Ada Byron", "ada@example.org", "404 555 0123", MemberClass.ALUMNI, None, None)
    return replace(usual, **changes)


def found(people: People, wanted: MemberFilter) -> list[str]:
    page = member_list.members(
        chapter_id=people.chapter_id, wanted=wanted, cursor=Cursor(), today=today_in(ZONE)
    ).page
    return [row.name for row in page.rows]


class TestMembers:
    def test_are_found_by_every_filter_and_in_every_order(self, people: People) -> None:
        owe(people.member, due_in=-3)
        owe(people.admin, 5000, due_in=3)
        members.add(
            chapter_id=people.chapter_id,
            details=details(initiated_on=date(2026, 1, 5)),
            editor=editor(people),
            by=OPERATOR,
        )
        later = now() + DAY
        for wanted in (
            MemberFilter(member_class=MemberClass.ALUMNI),
            MemberFilter(has_login=False),
            MemberFilter(search="0123 byron"),
            MemberFilter(initiated_from=date(2026, 1, 5), initiated_to=date(2026, 1, 5)),
            MemberFilter(joined_from=now() - DAY, joined_before=later, search="ada"),
            MemberFilter(status=MemberStatus.ACTIVE, standing=StandingKind.NEOPHYTE),
        ):
            assert found(people, wanted) == ["Ada Byron"], wanted
        assert found(people, MemberFilter(joined_from=later)) == []
        assert found(people, MemberFilter(owing=True, sort=Sort.DUE)) == [
            people.member.name,
            people.admin.name,
        ]
        assert found(people, MemberFilter(owing=True, sort=Sort.BALANCE)) == [
            people.admin.name,
            people.member.name,
        ]
        assert found(people, MemberFilter(sort=Sort.DUE, descending=True))[0] == people.admin.name

    def test_that_somebody_else_changed_are_not_overwritten(self, people: People) -> None:
        member_id = add_to_member_list(people.chapter_id, "Ada Byron", None)
        edit = partial(
            members.edit,
            chapter_id=people.chapter_id,
            member_id=member_id,
            editor=editor(people),
            by=OPERATOR,
        )
        edit(details=details(), opened=None)
        with pytest.raises(ChangedMeanwhile):
            edit(details=details(phone=""), opened="as it was before")

    def test_who_leave_lose_their_sessions_in_this_chapter_alone(self, people: People) -> None:
        ours, theirs = people.member, open_chapter("kr", "Kappa Rho").member
        change(theirs, user_id=ours.user_id)
        here = signed_in.begin(user_id=ours.user_id, member_id=ours.member_id, remember=False, by=OPERATOR)
        there = signed_in.begin(user_id=ours.user_id, member_id=theirs.member_id, remember=False, by=OPERATOR)
        members.deactivate(
            chapter_id=people.chapter_id,
            member_id=ours.member_id,
            reason="Left",
            editor=editor(people),
            by=OPERATOR,
        )
        assert sessions.find_viewer(token=here, at=now()) is None
        assert sessions.find_viewer(token=there, at=now()) is not None
