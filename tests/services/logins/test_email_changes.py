"""Changing the address that a person signs in with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from time_machine import TimeMachineFixture

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Invalid
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Member, OutboxMessage, User
from sigma_finance.services.logins import email_changes
from sigma_finance.services.logins.email_changes import EmailInUse
from sigma_finance.services.logins.mailed_links import LinkGone
from sigma_finance.services.logins.passwords import PasswordWrong
from tests.people import PASSWORD, People, add_to_member_list, also_in, open_chapter

ADDRESS = "countess@example.org"


@pytest.fixture
def people(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> People:
    monkeypatch.delitem(any_app.extensions, "outbox_runner")  # messages wait, so that their links can be read
    return open_chapter()


def ask(people: People, email: str = ADDRESS, password: str = PASSWORD) -> str:
    return email_changes.ask(user_id=people.member.user_id, email=email, password=password)


def token(kind: str, fact: str) -> str:
    """The token in the newest message of this kind."""
    db.session.rollback()
    newest = db.session.query(OutboxMessage).filter_by(kind=kind).order_by(OutboxMessage.id.desc())
    word: str = next(one.context[fact] for one in newest if one.context.get(fact)).rpartition("/")[2]
    return word


def agree() -> None:
    email_changes.agree(token=token("address_change_asked", "keep_url"), by=OPERATOR)


def confirm() -> str:
    return email_changes.confirm(token=token("confirm_new_address", "confirm_url"), by=OPERATOR).email


def addresses(people: People) -> tuple[str, str | None]:
    db.session.rollback()
    user = db.session.get_one(User, people.member.user_id)
    return user.email, db.session.get_one(Member, people.member.member_id).email


class TestAsking:
    def test_changes_nothing_before_the_new_address_has_proved_itself(self, people: People) -> None:
        assert ask(people, "Countess@Example.org") == ADDRESS
        assert addresses(people) == (people.member.email, people.member.email)
        mails = {one.kind: one.to_email for one in db.session.query(OutboxMessage)}
        assert mails == {"address_change_asked": people.member.email, "confirm_new_address": ADDRESS}

    @pytest.mark.parametrize(
        ("email", "password", "error"),
        [
            (ADDRESS, "x", PasswordWrong),
            ("ada", PASSWORD, Invalid),
            ("member.sds@example.org", PASSWORD, Invalid),
        ],
    )
    def test_needs_the_password_and_another_address(
        self, people: People, email: str, password: str, error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            ask(people, email, password)
        assert db.session.query(OutboxMessage).count() == 0

    def test_for_anothers_address_tells_its_owner_and_nothing_here(self, people: People) -> None:
        assert ask(people, people.admin.email) == people.admin.email
        mails = {one.kind: one.to_email for one in db.session.query(OutboxMessage)}
        assert mails == {"address_change_asked": people.member.email, "address_in_use": people.admin.email}

    def test_again_lets_the_link_before_work_no_more(self, people: People) -> None:
        ask(people)
        first = token("confirm_new_address", "confirm_url")
        ask(people, "lady@example.org")
        with pytest.raises(LinkGone):
            email_changes.confirm(token=first, by=OPERATOR)
        assert confirm() == "lady@example.org"


class TestConfirming:
    def test_moves_the_login_and_the_places_that_had_the_address(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        place = also_in(other, people.member)
        ask(people)
        agree()
        assert confirm() == ADDRESS
        assert addresses(people) == (ADDRESS, ADDRESS)
        assert db.session.get_one(Member, place.member_id).email == ADDRESS
        line = db.session.query(AuditEvent).filter_by(action=Action.ADDRESS_CHANGED.value).first()
        assert line is not None
        assert ADDRESS not in str(line.details)

    def test_is_refused_where_a_member_of_the_chapter_has_the_address(self, people: People) -> None:
        add_to_member_list(people.chapter_id, "Zoe", ADDRESS)
        ask(people)
        agree()
        with pytest.raises(EmailInUse, match="another member"):
            confirm()
        assert addresses(people) == (people.member.email, people.member.email)

    def test_is_refused_where_somebody_has_signed_up_with_it_meanwhile(self, people: People) -> None:
        ask(people)
        agree()
        db.session.get_one(User, people.admin.user_id).email = ADDRESS
        db.session.commit()
        with pytest.raises(EmailInUse, match="signs in"):
            confirm()


class TestWaiting:
    def test_lasts_a_week_where_the_old_address_says_nothing(
        self, people: People, time_machine: TimeMachineFixture
    ) -> None:
        ask(people)
        confirm()
        assert addresses(people) == (people.member.email, people.member.email)
        assert not email_changes.take_effect(user_id=people.member.user_id)
        time_machine.move_to(now() + timedelta(days=7, minutes=1), tick=True)
        assert email_changes.take_effect(user_id=people.member.user_id)
        assert addresses(people) == (ADDRESS, ADDRESS)

    def test_ends_by_the_person_themselves(self, people: People) -> None:
        ask(people)
        email_changes.withdraw(user_id=people.member.user_id)
        with pytest.raises(LinkGone):
            confirm()


class TestKeeping:
    def test_takes_a_change_back_and_ends_every_link(self, people: People) -> None:
        ask(people)
        agree()
        confirm()
        email_changes.keep(token=token("address_changed", "keep_url"), by=OPERATOR)
        assert addresses(people) == (people.member.email, people.member.email)
        kept = db.session.query(AuditEvent).filter_by(action=Action.ADDRESS_KEPT.value).count()
        assert kept == 1

    def test_stops_a_change_that_has_not_happened(self, people: People) -> None:
        ask(people)
        pending = token("confirm_new_address", "confirm_url")
        email_changes.keep(token=token("address_change_asked", "keep_url"), by=OPERATOR)
        with pytest.raises(LinkGone):
            email_changes.confirm(token=pending, by=OPERATOR)
        assert addresses(people) == (people.member.email, people.member.email)
