"""Offices, on both databases."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.members.members import Post
from sigma_finance.domain.members.requests import Appointment
from sigma_finance.domain.permissions import Permission, Role
from sigma_finance.queries import officers as rights
from sigma_finance.queries.logins import sessions
from sigma_finance.queries.members import terms
from sigma_finance.services.logins import sessions as signed_in
from sigma_finance.services.members import officers
from tests.people import People, open_chapter
from tests.routes.house import ZONE, change

DAY = timedelta(days=1)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


class TestAnOffice:
    def test_counts_where_it_is_asked_who_else_may_do_something(self, people: People) -> None:
        others_may = partial(
            rights.others_may,
            chapter_id=people.chapter_id,
            permission=Permission.ASSESS_DUES,
            besides=people.admin.member_id,
        )
        change(people.treasurer, role=Role.MEMBER)
        assert not others_may()
        today = today_in(ZONE)
        appointment = Appointment(people.member.member_id, Post.TREASURER, today, today)
        officers.appoint(
            chapter_id=people.chapter_id,
            appointment=appointment,
            role=Role.ADMIN,
            by_name="Ann",
            by=OPERATOR,
        )
        assert others_may()
        assert [term.post for term in terms.terms_not_over(chapter_id=people.chapter_id, today=today)] == [
            Post.TREASURER
        ]
        assert terms.terms_over(chapter_id=people.chapter_id, today=today) == []

    def test_makes_a_session_as_short_as_an_officers(self, people: People) -> None:
        ours = people.member
        token = signed_in.begin(user_id=ours.user_id, member_id=ours.member_id, remember=True, by=OPERATOR)
        idle = now() + timedelta(hours=1)
        assert sessions.find_viewer(token=token, at=idle) is not None
        appointment = Appointment(ours.member_id, Post.SECRETARY, today_in(ZONE) - DAY, None)
        officers.appoint(
            chapter_id=people.chapter_id,
            appointment=appointment,
            role=Role.ADMIN,
            by_name="Ann",
            by=OPERATOR,
        )
        assert sessions.find_viewer(token=token, at=idle) is None
