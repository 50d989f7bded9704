"""Addresses of earlier days are brought to the form in which they are kept."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Member, User
from sigma_finance.services.logins import old_addresses
from sigma_finance.services.logins.old_addresses import CHANGED, CLASHES, NO_ADDRESS
from tests.harness.client import Client
from tests.old_addresses import NORMAL, WIDE, widen
from tests.people import PASSWORD, People, add_to_member_list, also_in, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def mend(*, commit: bool = True) -> list[str]:
    return [became for _, became in old_addresses.mend(commit=commit, by=OPERATOR)]


def email_of(table: type[User | Member], row_id: int) -> str | None:
    db.session.rollback()
    return db.session.scalar(select(table.email).where(table.id == row_id))


class TestOldAddresses:
    def test_of_a_login_and_of_its_places_are_mended_and_noted(self, any_app: Flask, people: People) -> None:
        widen(people)
        assert mend(commit=False) == [CHANGED]
        assert email_of(User, people.member.user_id) == WIDE
        assert mend() == [CHANGED]
        assert email_of(User, people.member.user_id) == email_of(Member, people.member.member_id) == NORMAL
        assert mend() == []
        [line] = db.session.scalars(select(AuditEvent))
        assert (line.action, line.actor) == ("user.address_changed", "operator")
        Client(any_app).sign_in(NORMAL, PASSWORD)

    def test_of_who_does_not_sign_in_are_mended(self, people: People) -> None:
        listed = add_to_member_list(people.chapter_id, "Ada", WIDE)
        assert mend() == [CHANGED]
        assert email_of(Member, listed) == NORMAL
        [line] = db.session.scalars(select(AuditEvent))
        assert (line.action, line.details) == ("member.contact_changed", {"fields": ["email"]})

    def test_that_somebody_else_has_stay_and_are_named(self, people: People) -> None:
        widen(people)
        other = open_chapter("kr", "Kappa Rho")
        also_in(other, people.member)
        db.session.query(Member).filter_by(user_id=people.member.user_id).update({"email": WIDE})
        db.session.commit()
        add_to_member_list(other.chapter_id, "Ada", NORMAL)
        assert mend() == [CLASHES]
        assert email_of(User, people.member.user_id) == WIDE
        assert email_of(Member, people.member.member_id) == WIDE

    def test_two_of_one_normal_form_are_mended_once(self, people: People) -> None:
        add_to_member_list(people.chapter_id, "Ada", WIDE)
        add_to_member_list(people.chapter_id, "Ada", "ａｄａ@example.org")
        assert mend() == [CHANGED, CLASHES]

    def test_that_are_none_are_named(self, people: People) -> None:
        add_to_member_list(people.chapter_id, "Ada", "ａｄａ")
        assert mend() == [NO_ADDRESS]
