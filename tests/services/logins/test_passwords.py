"""A person's own password: proved, changed, and set anew by a mailed link."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.audit import Action
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.logins.sessions import token_hash
from sigma_finance.extensions import db
from sigma_finance.models import AccountLink, AuditEvent, OutboxMessage, SignInSession, User
from sigma_finance.services.logins import passwords, sessions
from sigma_finance.services.logins.mailed_links import LinkGone
from sigma_finance.services.logins.passwords import PasswordChange, PasswordWrong
from tests.people import PASSWORD, People, open_chapter

NEW = "quiet harbour ninety lamps"


@pytest.fixture
def people(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> People:
    monkeypatch.delitem(any_app.extensions, "outbox_runner")  # messages wait, so that their links can be read
    return open_chapter()


def begin(people: People) -> SignInSession:
    person = people.member
    token = sessions.begin(
        user_id=person.user_id, member_id=person.member_id, remember=False, by=Actor(ActorKind.PERSON)
    )
    return db.session.query(SignInSession).filter_by(token_hash=token_hash(token)).one()


def proves(people: People, password: str) -> bool:
    try:
        passwords.check_password(user_id=people.member.user_id, password=password)
    except PasswordWrong:
        return False
    return True


class TestAPassword:
    def test_is_proved_by_itself_alone(self, people: People) -> None:
        assert proves(people, PASSWORD)
        assert not proves(people, PASSWORD + " ")
        assert not proves(people, "")

    def test_is_refused_at_the_field_that_asked(self, people: People) -> None:
        with pytest.raises(PasswordWrong) as refusal:
            passwords.check_password(user_id=people.member.user_id, password="x", field="current")
        assert refusal.value.field == "current"


class TestChanging:
    def change(self, people: People, session_id: int, current: str = PASSWORD, new: str = NEW) -> None:
        request = PasswordChange(people.member.user_id, session_id, current, new)
        passwords.change(request=request, by=OPERATOR)

    def test_ends_the_other_sessions_and_tells_the_person(self, people: People) -> None:
        here, there = begin(people), begin(people)
        self.change(people, here.id)
        db.session.expire_all()
        assert (here.ended_at is None, there.ended_at is None) == (True, False)
        assert proves(people, NEW)
        assert not proves(people, PASSWORD)
        assert [one.kind for one in db.session.query(OutboxMessage)] == ["password_changed"]
        assert [line.action for line in db.session.query(AuditEvent)] == [Action.PASSWORD_CHANGED]

    @pytest.mark.parametrize(
        ("current", "new", "field"), [("x", NEW, "current"), (PASSWORD, "password1", "password")]
    )
    def test_needs_the_old_one_and_a_strong_new_one(
        self, people: People, current: str, new: str, field: str
    ) -> None:
        with pytest.raises((PasswordWrong, Invalid)) as refusal:
            self.change(people, 1, current, new)
        assert refusal.value.field == field
        assert proves(people, PASSWORD)


class TestForgetting:
    def link(self) -> str | None:
        db.session.rollback()
        mail = db.session.query(OutboxMessage).filter_by(kind="reset_password").one_or_none()
        return str(mail.context["reset_url"]).rpartition("/")[2] if mail else None

    def test_mails_a_link_that_sets_a_new_one_once(self, people: People) -> None:
        passwords.forgot(email=people.member.email.upper())
        token = self.link()
        assert token is not None
        with pytest.raises(Invalid):
            passwords.reset(token=token, password="password1", by=OPERATOR)
        passwords.reset(token=token, password=NEW, by=OPERATOR)
        assert proves(people, NEW)
        with pytest.raises(LinkGone):
            passwords.reset(token=token, password=PASSWORD, by=OPERATOR)
        line = db.session.query(AuditEvent).one()
        assert (line.action, line.actor_user_id) == (Action.PASSWORD_RESET, people.member.user_id)

    def test_takes_the_same_steps_for_a_stranger_and_mails_nothing(self, people: People) -> None:
        passwords.forgot(email="nobody@example.org")
        assert self.link() is None
        assert {link.user_id for link in db.session.query(AccountLink)} == {None}

    def test_mails_nothing_for_a_login_that_is_closed(self, people: People) -> None:
        db.session.get_one(User, people.member.user_id).is_active = False
        db.session.commit()
        passwords.forgot(email=people.member.email)
        assert self.link() is None

    def test_refuses_what_is_no_address(self, people: People) -> None:
        with pytest.raises(Invalid):
            passwords.forgot(email="ada")
