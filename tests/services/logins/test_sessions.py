"""Signed-in sessions: begun at sign-in, and ended whatever cookie is still about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.logins.sessions import token_hash
from sigma_finance.extensions import db
from sigma_finance.models import SignInSession
from sigma_finance.services.logins import sessions
from tests.people import People, Person, also_in, open_chapter

WHO = Actor(ActorKind.PERSON, ip="1" * 60, user_agent="F" * 300)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def begin(person: Person, *, remember: bool = False) -> SignInSession:
    token = sessions.begin(user_id=person.user_id, member_id=person.member_id, remember=remember, by=WHO)
    db.session.rollback()
    return db.session.query(SignInSession).filter_by(token_hash=token_hash(token)).one()


def live(*rows: SignInSession) -> list[bool]:
    db.session.expire_all()
    return [row.ended_at is None for row in rows]


class TestBeginning:
    @pytest.mark.parametrize(
        ("who", "remember", "lasts"),
        [("member", False, 14 * DAY), ("member", True, 30 * DAY), ("treasurer", True, 12 * HOUR)],
    )
    def test_lasts_as_long_as_the_person_may(
        self, people: People, who: str, remember: bool, lasts: timedelta
    ) -> None:
        row = begin(getattr(people, who), remember=remember)
        assert row.expires_at - row.created_at == lasts
        assert row.remembered is remember
        assert abs(row.created_at - now()) < timedelta(minutes=1)

    def test_keeps_from_where_as_far_as_it_fits(self, people: People) -> None:
        row = begin(people.member)
        assert (row.ip, row.user_agent) == ("1" * 45, "F" * 255)


class TestEnding:
    def test_is_of_one_of_all_of_a_place_or_of_the_others(self, people: People) -> None:
        one, two, three = (begin(people.member) for _ in range(3))
        other = begin(people.admin)
        sessions.end(session_id=one.id)
        assert live(one, two, three, other) == [False, True, True, True]
        sessions.end_others(user_id=people.member.user_id, session_id=two.id)
        assert live(two, three, other) == [True, False, True]
        assert sessions.end_of_member(member_id=people.member.member_id) == 1
        assert sessions.end_all(user_id=people.admin.user_id) == 1
        assert live(one, two, three, other) == [False] * 4

    def test_is_for_ones_own_devices(self, people: People) -> None:
        row = begin(people.member)
        with pytest.raises(NotFound):
            sessions.end_own(user_id=people.admin.user_id, session_id=row.id)
        sessions.end_own(user_id=people.member.user_id, session_id=row.id)
        with pytest.raises(NotFound, match="signed out already"):
            sessions.end_own(user_id=people.member.user_id, session_id=row.id)


class TestASession:
    def test_notes_its_use_and_that_its_person_was_confirmed(self, people: People) -> None:
        row = begin(people.member)
        row.last_seen_at = row.confirmed_at = now() - HOUR
        db.session.commit()
        sessions.touch(session_id=row.id)
        sessions.note_confirmed(session_id=row.id)
        db.session.expire_all()
        assert now() - row.last_seen_at < timedelta(minutes=1)
        assert now() - row.confirmed_at < timedelta(minutes=1)

    def test_is_turned_to_another_chapter_of_its_person(self, people: People) -> None:
        other, row = open_chapter("kr", "Kappa Rho"), begin(people.member)

        def switch() -> None:
            sessions.switch(session_id=row.id, user_id=people.member.user_id, chapter_slug="kr")

        with pytest.raises(NotFound):
            switch()
        place = also_in(other, people.member)
        switch()
        db.session.expire_all()
        assert row.member_id == place.member_id
        sessions.turn_to(session_id=row.id, member_id=people.member.member_id)
        db.session.expire_all()
        assert row.member_id == people.member.member_id
