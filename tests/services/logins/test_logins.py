"""What an operator does for people who are new or locked out."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.errors import Forbidden, Invalid, NotFound
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Member, OutboxMessage, SignInSession, User
from sigma_finance.services.logins import logins, signing_in
from sigma_finance.services.logins.logins import EmailTaken, NewUser
from tests.people import PASSWORD, People, add_to_member_list, open_chapter

NEW = "quiet harbour ninety lamps"


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def new_user(people: People, **changes: Any) -> NewUser:
    facts = {"name": "Ada Byron", "email": "ada@example.org", "role": Role.MEMBER, "password": NEW}
    return NewUser(chapter_id=people.chapter_id, **{**facts, **changes})


def sign_in(email: str, password: str) -> str | None:
    return signing_in.sign_in(email=email, password=password, remember=False, by=OPERATOR).token


def lines(action: Action) -> list[AuditEvent]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def mail(kind: str) -> list[OutboxMessage]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))


class TestCreatingAUser:
    def test_makes_a_login_and_a_member_with_one_audit_line(self, people: People) -> None:
        made = logins.create_user(
            request=new_user(people, email=" Ada@Example.ORG ", role=Role.TREASURER), by=OPERATOR
        )
        member = db.session.get_one(Member, made.member_id)
        assert (member.email, member.role, member.user_id) == (
            "ada@example.org",
            Role.TREASURER,
            made.user_id,
        )
        [line] = lines(Action.USER_CREATED)
        assert line.details == {"member_id": made.member_id, "role": "treasurer"}
        assert sign_in("ada@example.org", NEW)

    def test_keeps_the_login_that_a_person_has_from_another_chapter(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        made = logins.create_user(
            request=new_user(other, email=people.member.email, password="of no consequence"), by=OPERATOR
        )
        assert (made.user_id, made.had_login) == (people.member.user_id, True)
        assert sign_in(people.member.email, PASSWORD)

    def test_refuses_an_address_that_the_chapter_has(self, people: People) -> None:
        add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        for email in (people.member.email, "ROSE@example.org"):
            with pytest.raises(EmailTaken) as refusal:
                logins.create_user(request=new_user(people, email=email), by=OPERATOR)
            assert refusal.value.field == "email"
        assert lines(Action.USER_CREATED) == []

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"password": "short"}, "password"),
            ({"password": "password1234"}, "password"),
            ({"password": "ada@example.org"}, "password"),
            ({"password": "x" * 257}, "password"),
            ({"email": "nowhere"}, "email"),
            ({"name": "  "}, "name"),
            ({"name": "Ada\x00"}, "name"),
            ({"name": "A" * 121}, "name"),
        ],
    )
    def test_refuses_what_cannot_be_taken_and_writes_nothing(
        self, people: People, changes: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            logins.create_user(request=new_user(people, **changes), by=OPERATOR)
        assert refusal.value.field == field
        assert db.session.scalar(select(User.id).where(User.email == "ada@example.org")) is None


class TestResettingAPassword:
    def test_ends_every_session_and_tells_the_person(self, people: People) -> None:
        for _ in range(2):
            sign_in(people.treasurer.email, PASSWORD)
        sign_in(people.member.email, PASSWORD)
        ended = logins.reset_password(email=people.treasurer.email.upper(), password=NEW, by=OPERATOR)
        assert ended == 2
        [left] = db.session.scalars(select(SignInSession).where(SignInSession.ended_at.is_(None)))
        assert left.user_id == people.member.user_id
        [message] = mail("password_was_reset")
        assert (message.to_email, message.context["name"]) == (people.treasurer.email, people.treasurer.name)
        assert sign_in(people.treasurer.email, NEW)
        with pytest.raises(Forbidden):
            sign_in(people.treasurer.email, PASSWORD)

    def test_is_on_the_trail_of_each_of_their_chapters(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        logins.create_user(request=new_user(other, email=people.member.email), by=OPERATOR)
        logins.reset_password(email=people.member.email, password=NEW, by=OPERATOR)
        assert [line.chapter_id for line in lines(Action.PASSWORD_RESET)] == [
            people.chapter_id,
            other.chapter_id,
        ]
        assert len(mail("password_was_reset")) == 1

    def test_refuses_a_weak_password_and_an_unknown_address(self, people: People) -> None:
        with pytest.raises(Invalid):
            logins.reset_password(email=people.member.email, password="password1234", by=OPERATOR)
        with pytest.raises(NotFound):
            logins.reset_password(email="nobody@example.org", password=NEW, by=OPERATOR)
        assert sign_in(people.member.email, PASSWORD)
        assert lines(Action.PASSWORD_RESET) == []


class TestSettingARole:
    def test_is_on_the_trail_with_before_and_after_and_the_person_is_told(self, people: People) -> None:
        change = logins.set_role(
            chapter_id=people.chapter_id, email=people.member.email, role=Role.TREASURER, by=OPERATOR
        )
        assert (change.before, change.after) == (Role.MEMBER, Role.TREASURER)
        [line] = lines(Action.ROLE_CHANGED)
        assert line.details == {"before": "member", "after": "treasurer"}
        [message] = mail("role_changed")
        assert (message.to_email, message.context["role_label"]) == (people.member.email, "Treasurer")

    def test_of_the_role_that_they_have_is_nothing(self, people: People) -> None:
        logins.set_role(
            chapter_id=people.chapter_id, email=people.member.email, role=Role.MEMBER, by=OPERATOR
        )
        assert lines(Action.ROLE_CHANGED) == []
        assert mail("role_changed") == []

    def test_stays_in_its_chapter(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        with pytest.raises(NotFound):
            logins.set_role(
                chapter_id=other.chapter_id, email=people.member.email, role=Role.ADMIN, by=OPERATOR
            )
