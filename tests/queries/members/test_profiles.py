"""What a person sees and changes of themselves."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import Member, User
from sigma_finance.queries.members import profiles
from sigma_finance.queries.members.profiles import PersonalProfile
from tests.people import open_chapter


class TestAProfile:
    def test_is_of_the_member_and_their_login(self, any_app: Flask) -> None:
        people = open_chapter()
        db.session.get_one(Member, people.member.member_id).phone = "404 555 0123"
        db.session.get_one(Member, people.member.member_id).muted = ["weekly"]
        db.session.get_one(User, people.member.user_id).timezone = "Europe/Paris"
        db.session.commit()
        found = profiles.get_profile(chapter_id=people.chapter_id, member_id=people.member.member_id)
        assert found == PersonalProfile(
            people.member.name, people.member.email, "404 555 0123", "Europe/Paris", ["weekly"]
        )

    def test_is_none_of_another_chapter(self, any_app: Flask) -> None:
        people, other = open_chapter(), open_chapter("kr", "Kappa Rho")
        with pytest.raises(NotFound):
            profiles.get_profile(chapter_id=other.chapter_id, member_id=people.member.member_id)
