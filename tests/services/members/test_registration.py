"""Who an invite lets in, as whom, and how many."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Invite, Member, OutboxMessage, SignInSession, User
from sigma_finance.services.logins import sessions
from sigma_finance.services.members import invites, registration
from sigma_finance.services.members.registration import (
    AccountExists,
    CodeRefused,
    CodeUnknown,
    MeantForAnother,
    MemberAlready,
    Registration,
)
from tests.at_once import at_once
from tests.people import PASSWORD, People, Person, add_to_member_list, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def invite(people: People, **facts: Any) -> str:
    request = InviteRequest(chapter_id=people.chapter_id, **{"role": Role.MEMBER, **facts})
    return invites.create(request=request, issuer_role=Role.ADMIN, by=OPERATOR).code


def register(
    code: str, *, name: str = "Ada Byron", email: str = "ada@example.org", password: str = PASSWORD
) -> str | None:
    return registration.register(request=Registration(code, name, email, password), by=OPERATOR)


def member(email: str) -> Member | None:
    db.session.rollback()
    return db.session.scalar(
        select(Member).where(Member.email == email).execution_options(populate_existing=True)
    )


def get_member(email: str) -> Member:
    found = member(email)
    assert found is not None
    return found


def invite_of(code: str) -> Invite:
    db.session.rollback()
    return db.session.scalars(
        select(Invite).where(Invite.code == code).execution_options(populate_existing=True)
    ).one()


def mailed(kind: str) -> str:
    """The code in the one message of a kind."""
    db.session.rollback()
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)).one()
    return str(message.context["register_url"]).partition("code=")[2]


def count(table: type[Any]) -> int:
    db.session.rollback()
    return int(db.session.scalar(select(func.count()).select_from(table)) or 0)


def session_of(person: Person) -> int:
    sessions.begin(user_id=person.user_id, member_id=person.member_id, remember=False, by=OPERATOR)
    return db.session.scalars(select(SignInSession.id).where(SignInSession.user_id == person.user_id)).one()


class TestRegistering:
    def test_makes_a_login_a_member_and_a_session_with_one_audit_line(self, people: People) -> None:
        code = invite(people, role=Role.SECRETARY)
        assert register(code.lower().replace("-", " "), email=" Ada@Example.org ")
        found = get_member("ada@example.org")
        assert (found.name, found.role, found.chapter_id) == ("Ada Byron", Role.SECRETARY, people.chapter_id)
        assert db.session.scalars(select(SignInSession)).one().user_id == found.user_id
        [line] = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.USER_REGISTERED))
        assert line.details == {"member_id": found.id, "role": "secretary", "invite_id": invite_of(code).id}

    def test_admits_as_many_as_the_invite_says(self, people: People) -> None:
        code = invite(people, max_uses=2)
        for number in range(2):
            register(code, email=f"new{number}@example.org")
        with pytest.raises(CodeRefused, match="used by as many people as it was for"):
            register(code, email="late@example.org")
        assert member("late@example.org") is None

    def test_is_refused_with_the_reason(self, people: People) -> None:
        with time_machine.travel(now(), tick=False) as clock:
            expired, revoked = invite(people, days=1), invite(people)
            invites.revoke(chapter_id=people.chapter_id, invite_id=invite_of(revoked).id, by=OPERATOR)
            clock.shift(timedelta(days=1))
            for code, reason in ((expired, "has expired"), (revoked, "was taken back")):
                with pytest.raises(CodeRefused, match=reason):
                    register(code)
        for unknown in ("", "ABCD-2345-WXYZ-6789", "\x00", "x" * 10_000):
            with pytest.raises(CodeUnknown):
                register(unknown)
        assert member("ada@example.org") is None

    def test_works_until_the_last_moment(self, people: People) -> None:
        with time_machine.travel(now(), tick=False) as clock:
            code = invite(people, days=1)
            clock.shift(timedelta(days=1, microseconds=-1))
            assert register(code)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"password": "short"}, "password"),
            ({"password": "ada@example.org"}, "password"),
            ({"password": "long enough\x00 to pass"}, "password"),
            ({"email": "nowhere"}, "email"),
            ({"email": "a" * 250 + "@example.org"}, "email"),
            ({"name": ""}, "name"),
            ({"name": "Ada\x00"}, "name"),
            ({"name": "A" * 121}, "name"),
        ],
    )
    def test_refuses_what_cannot_be_taken_and_uses_nothing_up(
        self, people: People, changes: dict[str, str], field: str
    ) -> None:
        code = invite(people)
        with pytest.raises(Invalid) as refusal:
            register(code, **changes)
        assert refusal.value.field == field
        assert invite_of(code).uses == 0
        assert count(User) == 4


class TestAnInviteForSomebody:
    def test_counts_for_its_address_whatever_is_entered(self, people: People) -> None:
        register(invite(people, email="rose@example.org"), email="somebody.else@example.org")
        assert member("rose@example.org")
        assert member("somebody.else@example.org") is None

    def test_ties_the_login_to_the_member_it_names(self, people: People) -> None:
        member_id = add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        register(invite(people, email="rose@example.org"), name="Rosalind")
        found = get_member("rose@example.org")
        assert (found.id, found.name) == (member_id, "Rose")
        assert found.user_id is not None

    def test_ties_it_to_a_member_who_came_onto_the_roster_later(self, people: People) -> None:
        code = invite(people, email="rose@example.org")
        member_id = add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        register(code)
        assert get_member("rose@example.org").id == member_id

    def test_gives_a_member_without_an_address_the_one_they_sign_in_with(self, people: People) -> None:
        member_id = add_to_member_list(people.chapter_id, "Lee", None)
        register(invite(people, member_id=member_id), email="lee@example.org")
        assert get_member("lee@example.org").id == member_id

    def test_never_lowers_the_role_that_the_member_has(self, people: People) -> None:
        member_id = add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        db.session.get_one(Member, member_id).role = Role.TREASURER
        db.session.commit()
        register(invite(people, email="rose@example.org"))
        assert get_member("rose@example.org").role is Role.TREASURER

    def test_ties_nobody_to_a_member_who_has_left_or_has_a_login(self, people: People) -> None:
        codes = []
        for name in ("rose", "lee"):
            add_to_member_list(people.chapter_id, name, f"{name}@example.org")
            codes += [invite(people, email=f"{name}@example.org") for _ in range(2)]
        get_member("rose@example.org").status = MemberStatus.INACTIVE
        db.session.commit()
        with pytest.raises(MemberAlready, match="not active"):
            register(codes[0])
        register(codes[2])
        with pytest.raises(AccountExists):
            register(codes[3])

    def test_asks_a_person_with_a_login_to_sign_in_first(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        code = invite(people, email=other.member.email)
        with pytest.raises(AccountExists):
            register(code)
        assert invite_of(code).uses == 0


class TestAnOpenCode:
    def test_lets_nobody_take_a_place_on_the_roster_by_its_address(self, people: People) -> None:
        add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        code = invite(people, max_uses=5)
        assert register(code, email="Rose@Example.org") is None
        assert get_member("rose@example.org").user_id is None
        assert invite_of(code).uses == 0
        link = mailed("confirm_address")
        register(link, name="Rosalind", email="thief@example.org")
        assert get_member("rose@example.org").user_id is not None
        assert member("thief@example.org") is None
        assert invite_of(code).uses == 1

    def test_mails_a_person_who_has_a_login_and_changes_nothing(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        code = invite(people, max_uses=5)
        assert register(code, email=other.member.email) is None
        link = mailed("existing_account")
        assert registration.join(
            code=link, user_id=other.member.user_id, session_id=session_of(other.member), by=OPERATOR
        )
        assert invite_of(code).uses == 1
        assert count(Member) == 9

    def test_offers_no_new_place_to_a_member_of_the_chapter(self, people: People) -> None:
        assert register(invite(people), email=people.member.email) is None
        assert mailed("existing_account") == ""
        assert count(Invite) == 1

    def test_writes_to_an_address_once_in_ten_minutes(self, people: People) -> None:
        add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        code = invite(people, max_uses=5)
        for _ in range(3):
            register(code, email="rose@example.org")
        assert mailed("confirm_address")

    def test_admits_no_more_by_mailed_links_than_by_itself(self, people: People) -> None:
        add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        code = invite(people)
        register(code, email="rose@example.org")
        link = mailed("confirm_address")
        register(code, email="quicker@example.org")
        with pytest.raises(CodeRefused, match="admits nobody any more"):
            register(link)
        assert get_member("rose@example.org").user_id is None
        assert invite_of(link).uses == 0

    def test_that_is_taken_back_takes_its_links_with_it(self, people: People) -> None:
        add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        code = invite(people, max_uses=5)
        register(code, email="rose@example.org")
        invites.revoke(chapter_id=people.chapter_id, invite_id=invite_of(code).id, by=OPERATOR)
        with pytest.raises(CodeRefused):
            register(mailed("confirm_address"))


class TestJoiningWithALogin:
    def test_adds_a_place_and_turns_the_session_to_it(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        session_id = session_of(other.member)
        code = invite(people, email=other.member.email)
        registration.join(code=code, user_id=other.member.user_id, session_id=session_id, by=OPERATOR)
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
                code=code, user_id=other.member.user_id, session_id=session_of(other.member), by=OPERATOR
            )

    def test_is_refused_to_somebody_who_is_in_the_chapter(self, people: People) -> None:
        with pytest.raises(MemberAlready):
            registration.join(
                code=invite(people),
                user_id=people.member.user_id,
                session_id=session_of(people.member),
                by=OPERATOR,
            )

    def test_by_an_open_code_takes_no_place_on_the_roster_unproved(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        add_to_member_list(people.chapter_id, "Rose", other.member.email)
        join = partial(
            registration.join, user_id=other.member.user_id, session_id=session_of(other.member), by=OPERATOR
        )
        assert not join(code=invite(people))
        assert join(code=mailed("existing_account"))


class TestManyAtOnce:
    def test_are_admitted_up_to_the_limit_of_their_invite(self, app: Flask) -> None:
        people = open_chapter()
        code = invite(people, max_uses=3)
        answers = at_once(
            app, [partial(register, code, email=f"new{number}@example.org") for number in range(12)]
        )
        assert len([answer for answer in answers if isinstance(answer, str)]) == 3
        assert len([answer for answer in answers if isinstance(answer, CodeRefused)]) == 9
        assert invite_of(code).uses == 3
        assert count(User) == count(Member) == 7

    def test_make_one_account_of_one_address(self, app: Flask) -> None:
        code = invite(open_chapter(), max_uses=1000)
        at_once(app, [partial(register, code) for _ in range(8)])
        assert count(User) == 5
        assert invite_of(code).uses == 1

    def test_tie_one_login_to_a_member(self, app: Flask) -> None:
        people = open_chapter()
        member_id = add_to_member_list(people.chapter_id, "Lee", None)
        codes = [invite(people, member_id=member_id) for _ in range(6)]
        at_once(app, [partial(register, code, email=f"lee{n}@example.org") for n, code in enumerate(codes)])
        assert count(User) == 5
        assert sum(invite_of(code).uses for code in codes) == 1
