"""Passkeys: added to a second step that is on, used instead of its code, and removed."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.logins.passkeys import MOST_PASSKEYS, PasskeyWrong
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Passkey, SecondFactor
from sigma_finance.queries.logins import passkeys as queries
from sigma_finance.services.logins import passkeys
from sigma_finance.services.logins.passkeys import PasskeyAnswer
from sigma_finance.services.logins.second_factor import NothingSet
from tests import rows
from tests.passkeys import Authenticator
from tests.people import People, Person, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    """The member and the admin have a second step."""
    made = open_chapter()
    for person in (made.member, made.admin):
        db.session.add(SecondFactor(user_id=person.user_id, sealed_secret="x", enabled_at=now()))
    db.session.commit()
    return made


@pytest.fixture
def device(any_app: Flask) -> Authenticator:
    base = any_app.config["BASE_URL"]
    return Authenticator(origin=base, host=base.partition("//")[2].partition(":")[0])


def add(people: People, device: Authenticator, name: str = "Laptop", person: Person | None = None) -> None:
    whose = person or people.member
    asked = passkeys.ask_new(user_id=whose.user_id, email=whose.email)
    given = PasskeyAnswer(device.make(asked.challenge), asked.challenge)
    passkeys.add(chapter_id=people.chapter_id, user_id=whose.user_id, name=name, given=given, by=OPERATOR)


def answer(people: People, device: Authenticator) -> PasskeyAnswer:
    asked = passkeys.ask(user_id=people.member.user_id)
    assert asked is not None
    return PasskeyAnswer(device.answer(asked.challenge), asked.challenge)


def trail() -> list[str]:
    db.session.rollback()
    return [line.action for line in db.session.query(AuditEvent).order_by(AuditEvent.id)]


class TestAdding:
    def test_keeps_what_the_browser_made(self, people: People, device: Authenticator) -> None:
        add(people, device)
        (kept,) = queries.of_user(user_id=people.member.user_id)
        assert (kept.name, kept.credential_id) == ("Laptop", device.credential_id)
        assert trail() == [Action.PASSKEY_ADDED]

    def test_asks_for_none_that_is_kept_already(self, people: People, device: Authenticator) -> None:
        add(people, device)
        asked = passkeys.ask_new(user_id=people.member.user_id, email=people.member.email)
        assert [one["id"] for one in json.loads(asked.options)["excludeCredentials"]] == [
            device.credential_id
        ]
        for person in (people.member, people.admin):
            with pytest.raises(Conflict, match="kept already"):
                add(people, device, person=person)

    def test_needs_the_second_step(self, people: People, device: Authenticator) -> None:
        with pytest.raises(NothingSet):
            add(people, device, person=people.treasurer)

    def test_has_a_limit_and_needs_a_name(self, people: People, device: Authenticator) -> None:
        with pytest.raises(Invalid):
            add(people, device, "")
        for number in range(MOST_PASSKEYS):
            rows.keep(
                Passkey(user_id=people.member.user_id, name="x", credential_id=f"A{number}", public_key="k")
            )
        with pytest.raises(Conflict, match="Remove one"):
            add(people, device)


class TestAnAnswer:
    def test_counts_once(self, people: People, device: Authenticator) -> None:
        add(people, device)
        given = answer(people, device)
        passkeys.check(user_id=people.member.user_id, given=given)
        (kept,) = queries.of_user(user_id=people.member.user_id)
        assert kept.last_used_at is not None
        with pytest.raises(PasskeyWrong):
            passkeys.check(user_id=people.member.user_id, given=given)

    def test_is_refused_for_anybody_else(self, people: People, device: Authenticator) -> None:
        add(people, device)
        with pytest.raises(PasskeyWrong):
            passkeys.check(user_id=people.admin.user_id, given=answer(people, device))

    def test_is_asked_of_nobody_without_passkeys(self, people: People) -> None:
        assert passkeys.ask(user_id=people.member.user_id) is None


class TestRemoving:
    def test_lets_it_count_no_more(self, people: People, device: Authenticator) -> None:
        add(people, device)
        given = answer(people, device)
        (kept,) = queries.of_user(user_id=people.member.user_id)

        def remove(user_id: int) -> str:
            return passkeys.remove(
                chapter_id=people.chapter_id, user_id=user_id, passkey_id=kept.id, by=OPERATOR
            )

        with pytest.raises(NotFound):
            remove(people.admin.user_id)
        assert remove(people.member.user_id) == "Laptop"
        with pytest.raises(PasskeyWrong):
            passkeys.check(user_id=people.member.user_id, given=given)
        with pytest.raises(NotFound):
            remove(people.member.user_id)
        assert trail() == [Action.PASSKEY_ADDED, Action.PASSKEY_REMOVED]
