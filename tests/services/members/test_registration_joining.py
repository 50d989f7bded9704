"""Who has a login already and joins one more chapter with it."""

from __future__ import annotations

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.extensions import db
from sigma_finance.models import Member, SignInSession
from sigma_finance.services.members import registration
from sigma_finance.services.members.registration import (
    MeantForAnother,
    MemberAlready,
)
from tests.people import People, add_to_member_list, open_chapter
from tests.services.members.registering import (
    invite,
    mailed,
    open_code,
    proof_of,
    session_of,
)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


class TestJoiningWithALogin:
    def test_adds_a_place_and_turns_the_session_to_it(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        session_id = session_of(other.member)
        code = invite(people, email=other.member.email)
        registration.join(
            code=code, proof="", user_id=other.member.user_id, session_id=session_id, by=OPERATOR
        )
        place = db.session.scalars(
            select(Member).where(
                Member.chapter_id == people.chapter_id, Member.user_id == other.member.user_id
            )
        ).one()
        assert db.session.get_one(SignInSession, session_id, populate_existing=True).member_id == place.id

    def test_is_refused_with_an_invite_for_another_address(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        code = invite(people, email="rose@example.org")
        with pytest.raises(MeantForAnother):
            registration.join(
                code=code,
                proof=proof_of(code),
                user_id=other.member.user_id,
                session_id=session_of(other.member),
                by=OPERATOR,
            )

    def test_is_refused_to_somebody_who_is_in_the_chapter(self, people: People) -> None:
        with pytest.raises(MemberAlready):
            registration.join(
                code=open_code(people),
                proof="",
                user_id=people.member.user_id,
                session_id=session_of(people.member),
                by=OPERATOR,
            )

    @pytest.mark.parametrize("on_roster", [False, True])
    def test_by_an_open_code_takes_no_place_unproved(self, people: People, on_roster: bool) -> None:
        other = open_chapter("kr", "Kappa Rho")
        if on_roster:
            add_to_member_list(people.chapter_id, "Rose", other.member.email)
        join = partial(
            registration.join, user_id=other.member.user_id, session_id=session_of(other.member), by=OPERATOR
        )
        assert not join(code=open_code(people), proof="")
        link = mailed("existing_account")
        assert join(code=link, proof=proof_of(link))
