"""Logins: found by address, changed under lock."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from sigma_finance.domain.dates import now
from sigma_finance.extensions import db
from sigma_finance.models import SecondFactor, User
from sigma_finance.queries.logins import logins
from tests.people import People, also_in, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


class TestALogin:
    def test_is_what_a_sign_in_is_checked_against(self, people: People) -> None:
        found = logins.find_login(email=people.member.email)
        assert found is not None
        assert (found.user_id, found.is_active, found.has_second_factor) == (
            people.member.user_id,
            True,
            False,
        )
        assert found.password_hash

    @pytest.mark.parametrize("enabled", [False, True])
    def test_has_a_second_step_once_that_is_turned_on(self, people: People, enabled: bool) -> None:
        enabled_at = now() if enabled else None
        db.session.add(SecondFactor(user_id=people.member.user_id, sealed_secret="x", enabled_at=enabled_at))
        db.session.commit()
        found = logins.find_login(email=people.member.email)
        assert found is not None
        assert found.has_second_factor is enabled

    def test_is_found_by_its_whole_address_alone(self, people: People) -> None:
        assert logins.find_login(email="nobody@example.org") is None
        assert logins.find_user(email="nobody@example.org") is None
        found = logins.find_user(email=people.member.email)
        assert found is not None
        assert found.id == people.member.user_id

    def test_is_fresh_under_lock(self, people: People) -> None:
        user = logins.get_user(user_id=people.member.user_id)
        db.session.execute(update(User).where(User.id == user.id).values(name="Anew"))
        assert logins.lock_user(user_id=user.id).name == "Anew"
        assert logins.get_user(user_id=user.id).name == "Anew"


class TestAPersonsPlaces:
    def test_are_their_chapters_lowest_first(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        also_in(other, people.member)
        assert logins.chapters_of(user_id=people.member.user_id) == [people.chapter_id, other.chapter_id]

    def test_are_locked_where_they_have_the_address(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        place = also_in(other, people.member)
        found = logins.lock_places(user_id=people.member.user_id, email=people.member.email)
        assert [one.id for one in found] == [people.member.member_id, place.member_id]
        assert logins.lock_places(user_id=people.member.user_id, email="other@example.org") == []
        assert logins.lock_places(user_id=people.admin.user_id, email=people.member.email) == []

    def test_are_found_by_address_in_their_chapter_alone(self, people: People) -> None:
        found = logins.lock_member_by_email(chapter_id=people.chapter_id, email=people.member.email)
        assert found is not None
        assert found.id == people.member.member_id
        other = open_chapter("kr", "Kappa Rho")
        assert logins.lock_member_by_email(chapter_id=other.chapter_id, email=people.member.email) is None
