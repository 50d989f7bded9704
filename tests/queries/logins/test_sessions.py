"""Who is signed in, by the token that their browser holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.logins.sessions import token_hash
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.permissions import Permission, Role
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, SecondFactor, SignInSession, User
from sigma_finance.queries.logins import sessions
from sigma_finance.queries.logins.sessions import Viewer
from tests import rows
from tests.people import People, Person, also_in, open_chapter

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


@pytest.fixture
def other(people: People) -> People:
    return open_chapter("kr", "Kappa Rho")


def begin(person: Person, word: str = "token", **facts: Any) -> int:
    return rows.session(person.user_id, person.member_id, token_hash(word), **facts)


def viewer(word: str = "token", **asked: str) -> Viewer | None:
    return sessions.find_viewer(token=word, at=now(), **asked)


def change(row: object, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    db.session.commit()


class TestAViewer:
    def test_is_the_person_in_their_chapter(self, people: People) -> None:
        session_id = begin(people.member)
        found = viewer()
        assert found is not None
        assert (found.session_id, found.user_id, found.member_id) == (
            session_id,
            people.member.user_id,
            people.member.member_id,
        )
        assert (found.chapter_slug, found.role, found.chapter_count) == ("sds", Role.MEMBER, 1)
        assert (found.title, found.clock, found.get_id()) == ("Member", "America/New_York", "token")
        assert not found.is_officer
        assert not found.may(Permission.INVITE)

    def test_looks_at_the_chapter_that_is_named_if_it_is_theirs(self, people: People, other: People) -> None:
        begin(people.member)
        assert viewer(slug="kr") is None
        place = also_in(other, people.member, Role.SECRETARY)
        found = viewer(slug="kr")
        assert found is not None
        assert (found.member_id, found.chapter_id, found.chapter_count) == (
            place.member_id,
            other.chapter_id,
            2,
        )
        assert found.may(Permission.INVITE)

    def test_holds_the_offices_whose_term_runs(self, people: People) -> None:
        begin(people.member)
        chapter_id, member_id = people.chapter_id, people.member.member_id
        rows.term(chapter_id, member_id, Post.VICE_PRESIDENT, -9, 9)
        rows.term(chapter_id, member_id, Post.PRESIDENT, 0, 0)
        rows.term(chapter_id, member_id, Post.TREASURER, 3)
        rows.term(chapter_id, member_id, Post.SECRETARY, -9, -2)
        found = viewer()
        assert found is not None
        assert found.posts == (Post.PRESIDENT, Post.VICE_PRESIDENT)
        assert found.title == "President, Vice president"
        assert found.may(Permission.SEE_BOOKS)
        assert not found.may(Permission.RECORD_MONEY)

    def test_waits_for_the_second_step_that_the_chapter_asks_of_officers(self, people: People) -> None:
        begin(people.treasurer)
        begin(people.member, "member")
        chapter = db.session.get_one(Chapter, people.chapter_id)
        change(chapter, policy=Policy(officers_need_second_factor=True).kept())
        officer, member = viewer(), viewer("member")
        assert officer is not None
        assert member is not None
        assert officer.grants(Permission.RECORD_MONEY)
        assert officer.owes_second_step
        assert not officer.may(Permission.RECORD_MONEY)
        assert not member.owes_second_step
        db.session.add(SecondFactor(user_id=people.treasurer.user_id, sealed_secret="x", enabled_at=now()))
        db.session.commit()
        again = viewer()
        assert again is not None
        assert again.may(Permission.RECORD_MONEY)

    @pytest.mark.parametrize("facts", [{"ended_at": now()}, {"expires_at": now() - HOUR}])
    def test_is_nobody_where_the_session_is_over(self, people: People, facts: dict[str, Any]) -> None:
        begin(people.member, **facts)
        assert viewer() is None

    @pytest.mark.parametrize(
        ("who", "idle", "live"),
        [
            ("member", HOUR, True),
            ("member", DAY, False),
            ("treasurer", timedelta(minutes=29), True),
            ("treasurer", timedelta(minutes=31), False),
        ],
    )
    def test_is_nobody_where_the_session_was_idle_too_long(
        self, people: People, who: str, idle: timedelta, live: bool
    ) -> None:
        begin(getattr(people, who), created_at=now() - idle, last_seen_at=now() - idle)
        assert (viewer() is not None) is live

    def test_is_nobody_for_another_token_a_closed_login_or_who_left(self, people: People) -> None:
        begin(people.member)
        assert viewer("another") is None
        change(db.session.get_one(User, people.member.user_id), is_active=False)
        assert viewer() is None
        change(db.session.get_one(User, people.member.user_id), is_active=True)
        change(db.session.get_one(Member, people.member.member_id), status=MemberStatus.INACTIVE)
        assert viewer() is None

    def test_knows_that_the_chapter_is_suspended_and_reads_the_clock_by_their_own_zone(
        self, people: People
    ) -> None:
        begin(people.member)
        change(db.session.get_one(Chapter, people.chapter_id), suspended_at=now(), suspended_because="x")
        change(db.session.get_one(User, people.member.user_id), timezone="Europe/Paris")
        found = viewer()
        assert found is not None
        assert (found.is_suspended, found.clock) == (True, "Europe/Paris")


class TestMemberships:
    def test_begin_with_the_chapter_looked_at_last(self, people: People, other: People) -> None:
        place = also_in(other, people.member)
        assert [one.chapter_slug for one in sessions.memberships(user_id=people.member.user_id)] == [
            "kr",
            "sds",
        ]
        begin(people.member)
        found = sessions.memberships(user_id=people.member.user_id)
        assert [one.member_id for one in found] == [people.member.member_id, place.member_id]

    def test_end_with_those_that_are_suspended(self, people: People, other: People) -> None:
        also_in(other, people.member)
        change(db.session.get_one(Chapter, other.chapter_id), suspended_at=now(), suspended_because="x")
        assert [one.chapter_slug for one in sessions.memberships(user_id=people.member.user_id)] == [
            "sds",
            "kr",
        ]

    def test_are_those_in_which_they_are_active(self, people: People, other: People) -> None:
        place = also_in(other, people.member)
        change(db.session.get_one(Member, place.member_id), status=MemberStatus.INACTIVE)
        assert [one.chapter_slug for one in sessions.memberships(user_id=people.member.user_id)] == ["sds"]


class TestDevices:
    def test_are_those_that_are_signed_in_the_one_used_last_first(self, people: People) -> None:
        older = begin(people.member, "a", last_seen_at=now() - HOUR)
        newer = begin(people.member, "b")
        begin(people.member, "c", ended_at=now())
        begin(people.member, "d", expires_at=now() - HOUR)
        begin(people.member, "e", last_seen_at=now() - 2 * DAY)
        begin(people.admin, "f")
        found = sessions.devices(user_id=people.member.user_id, at=now())
        assert [one.session_id for one in found] == [newer, older]
        assert (found[0].user_agent, found[0].ip, found[0].role) == ("Firefox", "203.0.113.7", Role.MEMBER)


class TestASession:
    def live(self, *session_ids: int) -> list[bool]:
        db.session.commit()
        return [db.session.get_one(SignInSession, one).ended_at is None for one in session_ids]

    def test_is_moved_forward_confirmed_and_turned_while_it_is_live(
        self, people: People, other: People
    ) -> None:
        session_id, place = begin(people.member), also_in(other, people.member)
        later = now() + HOUR
        sessions.set_last_seen(session_id=session_id, at=later)
        sessions.set_confirmed(session_id=session_id, at=later)
        sessions.set_member(session_id=session_id, member_id=place.member_id)
        db.session.commit()
        row = db.session.get_one(SignInSession, session_id)
        assert (row.last_seen_at, row.confirmed_at, row.member_id) == (later, later, place.member_id)
        sessions.end(session_id=session_id, at=now())
        sessions.set_last_seen(session_id=session_id, at=later + HOUR)
        db.session.commit()
        assert db.session.get_one(SignInSession, session_id).last_seen_at == later

    def test_is_ended_by_its_own_person_alone(self, people: People) -> None:
        session_id = begin(people.member)
        assert not sessions.end_own(user_id=people.admin.user_id, session_id=session_id, at=now())
        assert self.live(session_id) == [True]
        assert sessions.end_own(user_id=people.member.user_id, session_id=session_id, at=now())
        assert not sessions.end_own(user_id=people.member.user_id, session_id=session_id, at=now())

    def test_is_ended_with_all_others_or_all_of_a_place(self, people: People) -> None:
        mine = [begin(people.member, letter) for letter in "abc"]
        foreign = begin(people.admin, "d")
        sessions.end_others(user_id=people.member.user_id, session_id=mine[0], at=now())
        assert self.live(*mine, foreign) == [True, False, False, True]
        assert sessions.end_of_member(member_id=people.member.member_id, at=now()) == 1
        assert sessions.end_all(user_id=people.admin.user_id, at=now()) == 1
        assert self.live(*mine, foreign) == [False] * 4
