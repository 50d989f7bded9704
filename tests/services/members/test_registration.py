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
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.members.requests import Appointment, InviteRequest
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Chapter, Invite, Member, OutboxMessage, SignInSession, User
from sigma_finance.services.logins import sessions
from sigma_finance.services.members import invites, officers, registration
from sigma_finance.services.members.registration import (
    AccountExists,
    CodeRefused,
    CodeUnknown,
    MeantForAnother,
    MemberAlready,
    Registration,
)
from tests.at_once import at_once
from tests.harness.statements import statements
from tests.mailed import newest_link
from tests.people import PASSWORD, People, Person, add_to_member_list, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def invite(people: People, **facts: Any) -> str:
    """The code of an invite, by default for ada@example.org."""
    wanted = {"role": Role.MEMBER, "email": "ada@example.org", **facts}
    request = InviteRequest(chapter_id=people.chapter_id, **wanted)
    return invites.create(request=request, issuer_role=Role.ADMIN, by=OPERATOR).code


def open_code(people: People, **facts: Any) -> str:
    """The code of an invite that names nobody."""
    return invite(people, email=None, **facts)


def proof_of(code: str) -> str:
    """What the mailed link carries beside the code."""
    return invites.mailed_url(invite_of(code)).partition("proof=")[2]


def register(code: str, *, proof: str = "", name: str = "Ada Byron", password: str = PASSWORD) -> str | None:
    return registration.register(request=Registration(code, proof, name, password), by=OPERATOR)


def from_mail(code: str, **facts: str) -> str | None:
    """Register by the link as it was mailed."""
    return register(code, proof=proof_of(code), **facts)


def ask(code: str, email: str) -> None:
    """Come with an open code and give an address."""
    registration.ask_for_link(code=code, email=email)


def raise_role(member_id: int, role: Role) -> None:
    db.session.get_one(Member, member_id).role = role
    db.session.commit()


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
    return newest_link(kind).partition("code=")[2].partition("&")[0]


def count(table: type[Any]) -> int:
    db.session.rollback()
    return int(db.session.scalar(select(func.count()).select_from(table)) or 0)


def session_of(person: Person) -> int:
    sessions.begin(user_id=person.user_id, member_id=person.member_id, remember=False, by=OPERATOR)
    return db.session.scalars(select(SignInSession.id).where(SignInSession.user_id == person.user_id)).one()


class TestRegistering:
    def test_makes_a_login_a_member_and_a_session_with_one_audit_line(self, people: People) -> None:
        code = invite(people, role=Role.SECRETARY)
        assert from_mail(code)
        found = get_member("ada@example.org")
        assert (found.name, found.role, found.chapter_id) == ("Ada Byron", Role.SECRETARY, people.chapter_id)
        assert db.session.scalars(select(SignInSession)).one().user_id == found.user_id
        [line] = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.USER_REGISTERED))
        assert line.details == {"member_id": found.id, "role": "secretary", "invite_id": invite_of(code).id}

    def test_takes_the_code_however_it_is_typed(self, people: People) -> None:
        assert register(invite(people).lower().replace("-", " "))

    def test_is_refused_with_the_reason(self, people: People) -> None:
        with time_machine.travel(now(), tick=False) as clock:
            expired, revoked = invite(people, days=1), invite(people)
            invites.revoke(
                chapter_id=people.chapter_id,
                invite_id=invite_of(revoked).id,
                issuer_role=Role.ADMIN,
                by=OPERATOR,
            )
            clock.shift(timedelta(days=1))
            for code, reason in ((expired, "has expired"), (revoked, "was taken back")):
                with pytest.raises(CodeRefused, match=reason):
                    register(code)
        for unknown in ("", "ABCD-2345-WXYZ-6789", "\x00", "x" * 10_000):
            with pytest.raises(CodeUnknown):
                register(unknown)
        assert member("ada@example.org") is None

    def test_says_that_the_chapter_is_suspended(self, people: People) -> None:
        code = invite(people)
        db.session.get_one(Chapter, people.chapter_id).suspended_at = now()
        db.session.commit()
        with pytest.raises(CodeRefused, match="Sigma Delta Sigma is suspended, so nobody can join it now"):
            register(code)

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

    def test_gives_a_member_without_an_address_the_one_that_they_proved(self, people: People) -> None:
        member_id = add_to_member_list(people.chapter_id, "Lee", None)
        code = invite(people, email=None, member_id=member_id)
        with pytest.raises(Invalid, match="asks for an e-mail address first"):
            register(code)
        ask(code, "lee@example.org")
        from_mail(mailed("confirm_address"))
        assert get_member("lee@example.org").id == member_id

    def test_never_lowers_the_role_that_the_member_has(self, people: People) -> None:
        raise_role(add_to_member_list(people.chapter_id, "Rose", "rose@example.org"), Role.TREASURER)
        from_mail(invite(people, email="rose@example.org"))
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
            from_mail(codes[3])

    def test_asks_a_person_with_a_login_to_sign_in_first(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        code = invite(people, email=other.member.email)
        with pytest.raises(AccountExists):
            from_mail(code)
        assert invite_of(code).uses == 0

    def test_tells_who_only_has_its_code_nothing_of_a_login(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        with time_machine.travel(now(), tick=False) as clock:
            code = invite(people, email=other.member.email)
            clock.shift(timedelta(minutes=11))
            assert register(code) is None
        assert mailed("existing_account") == code
        assert invite_of(code).uses == 0

    def test_is_void_at_an_address_that_its_member_no_longer_has(self, people: People) -> None:
        member_id = add_to_member_list(people.chapter_id, "Rose", "old@example.org")
        code = invite(people, email="old@example.org")
        proof = proof_of(code)
        db.session.get_one(Member, member_id).email = "new@example.org"
        db.session.commit()
        with pytest.raises(CodeRefused, match="has another e-mail address now"):
            register(code, proof=proof)
        invites.resend(
            chapter_id=people.chapter_id,
            invite_id=invite_of(code).id,
            issuer_role=Role.SECRETARY,
            by=OPERATOR,
        )
        assert invite_of(code).email == "new@example.org"
        assert not registration.get_invitation(code=code, proof=proof).is_proven
        assert from_mail(code)
        assert get_member("new@example.org").id == member_id


class TestAnOfficersInvite:
    def test_opens_nothing_without_the_proof_that_was_mailed(self, people: People) -> None:
        code = invite(people, role=Role.TREASURER)
        other = proof_of(invite(people, role=Role.TREASURER, email="other@example.org"))
        for proof in ("", "x", "ä", other, proof_of(code)[:-1]):
            assert register(code, proof=proof) is None
        assert (count(User), invite_of(code).uses) == (4, 0)
        assert from_mail(code)
        assert get_member("ada@example.org").role is Role.TREASURER

    def test_is_mailed_again_to_its_address_alone_once_in_ten_minutes(self, people: People) -> None:
        with time_machine.travel(now(), tick=False) as clock:
            code = invite(people, role=Role.TREASURER)
            for _ in range(3):
                clock.shift(timedelta(minutes=6))
                registration.ask_for_link(code=code, email="thief@example.org")
        db.session.rollback()
        sent = list(db.session.scalars(select(OutboxMessage.to_email).where(OutboxMessage.kind == "invite")))
        assert sent == ["ada@example.org"] * 2

    def test_takes_the_proof_too_where_the_login_has_the_address(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        code = invite(people, role=Role.TREASURER, email=other.member.email)
        join = partial(
            registration.join,
            code=code,
            user_id=other.member.user_id,
            session_id=session_of(other.member),
            by=OPERATOR,
        )
        assert not join(proof="")
        assert join(proof=proof_of(code))

    def test_is_one_where_the_member_became_an_officer_after_it_was_made(self, people: People) -> None:
        member_id = add_to_member_list(people.chapter_id, "Ada", "ada@example.org")
        code = invite(people)
        assert not registration.get_invitation(code=code).needs_proof
        raise_role(member_id, Role.TREASURER)
        assert register(code) is None
        assert from_mail(code)

    def test_is_one_where_the_member_holds_an_office(self, people: People) -> None:
        member_id = add_to_member_list(people.chapter_id, "Ada", "ada@example.org")
        code = invite(people)
        term = Appointment(member_id, Post.TREASURER, now().date() + timedelta(days=40), None)
        officers.appoint(
            chapter_id=people.chapter_id, appointment=term, role=Role.ADMIN, by_name="Ann", by=OPERATOR
        )
        assert register(code) is None

    @pytest.mark.parametrize("facts", [{"role": Role.TREASURER}, {}])
    def test_lets_nobody_in_who_is_more_than_its_issuer_may_make(
        self, people: People, facts: dict[str, Role]
    ) -> None:
        member_id = add_to_member_list(people.chapter_id, "Ada", "ada@example.org")
        code = invite(people, created_by_member_id=people.admin.member_id, **facts)
        raise_role(member_id, Role.TREASURER)
        for demoted in (Role.SECRETARY, Role.MEMBER):
            raise_role(people.admin.member_id, demoted)
            with pytest.raises(CodeRefused, match="may not let in a treasurer"):
                from_mail(code)
        raise_role(people.admin.member_id, Role.TREASURER)
        assert from_mail(code)

    def test_lets_nobody_in_whose_issuer_has_left(self, people: People) -> None:
        code = invite(people, role=Role.TREASURER, created_by_member_id=people.admin.member_id)
        db.session.get_one(Member, people.admin.member_id).status = MemberStatus.INACTIVE
        db.session.commit()
        with pytest.raises(CodeRefused, match="may not let in a treasurer"):
            from_mail(code)

    def test_without_an_address_lets_nobody_in(self, people: People) -> None:
        code = open_code(people)
        found = invite_of(code)
        found.role, found.created_by_member_id = Role.SECRETARY, people.admin.member_id
        db.session.commit()
        with pytest.raises(CodeRefused, match="goes to an e-mail address"):
            ask(code, "thief@example.org")

    def test_is_not_had_by_an_address_given_for_a_member_who_became_one(self, people: People) -> None:
        member_id = add_to_member_list(people.chapter_id, "Lee", None)
        code = invite(people, email=None, member_id=member_id)
        ask(code, "thief@example.org")
        raise_role(member_id, Role.TREASURER)
        with pytest.raises(CodeRefused, match="has another e-mail address"):
            from_mail(mailed("confirm_address"))


class TestAnOpenCode:
    def test_lets_nobody_in_before_their_address_is_proved(self, people: People) -> None:
        code = open_code(people, max_uses=5)
        ask(code, "Ada@Example.org")
        assert (count(User), count(Member), invite_of(code).uses) == (4, 4, 0)
        link = mailed("confirm_address")
        assert register(link, proof=proof_of(link))
        assert get_member("ada@example.org").role is Role.MEMBER
        assert invite_of(code).uses == 1

    def test_lets_nobody_take_a_place_on_the_roster_by_its_address(self, people: People) -> None:
        add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        code = open_code(people, max_uses=5)
        ask(code, "Rose@Example.org")
        assert get_member("rose@example.org").user_id is None
        from_mail(mailed("confirm_address"), name="Rosalind")
        assert get_member("rose@example.org").user_id is not None
        assert invite_of(code).uses == 1

    def test_mails_a_person_who_has_a_login_and_changes_nothing(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        code = open_code(people, max_uses=5)
        ask(code, other.member.email)
        link = mailed("existing_account")
        assert registration.join(
            code=link,
            proof=proof_of(link),
            user_id=other.member.user_id,
            session_id=session_of(other.member),
            by=OPERATOR,
        )
        assert invite_of(code).uses == 1
        assert count(Member) == 9

    def test_offers_no_new_place_to_a_member_of_the_chapter(self, people: People) -> None:
        code = open_code(people)
        ask(code, people.member.email)
        assert newest_link("existing_account", "/auth/").endswith("/auth/login")
        [made] = db.session.scalars(select(Invite).where(Invite.parent_id.is_not(None)))
        with pytest.raises(CodeRefused):
            from_mail(made.code)

    def test_does_the_same_for_whoever_has_the_address(self, people: People) -> None:
        add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        other = open_chapter("kr", "Kappa Rho")
        code = open_code(people, max_uses=9)
        addresses = ("nobody@example.org", "rose@example.org", other.member.email, people.member.email)
        done = []
        for address in addresses:
            with statements() as sent:
                ask(code, address)
            done.append(sent)
        assert len(done[0]) > 5
        assert done == [done[0]] * len(addresses)

    def test_writes_to_an_address_once_in_ten_minutes(self, people: People) -> None:
        code = open_code(people, max_uses=5)
        for typed in ("rose@example.org", " ROSE@EXAMPLE.ORG", "rose@ｅxample.org"):
            ask(code, typed)
        assert mailed("confirm_address")

    def test_admits_no_more_by_mailed_links_than_by_itself(self, people: People) -> None:
        code = open_code(people, max_uses=2)
        for number in range(3):
            ask(code, f"new{number}@example.org")
        links = [one.code for one in db.session.scalars(select(Invite).where(Invite.parent_id.is_not(None)))]
        for link in links[:2]:
            from_mail(link, name=f"Ada {link}")
        with pytest.raises(CodeRefused, match="admits nobody any more"):
            from_mail(links[2], name="Ada the last")
        with pytest.raises(CodeRefused, match="used by as many people as it was for"):
            ask(code, "late@example.org")
        assert count(User) == 6

    def test_that_is_taken_back_takes_its_links_with_it(self, people: People) -> None:
        code = open_code(people, max_uses=5)
        ask(code, "rose@example.org")
        invites.revoke(
            chapter_id=people.chapter_id, invite_id=invite_of(code).id, issuer_role=Role.ADMIN, by=OPERATOR
        )
        with pytest.raises(CodeRefused):
            from_mail(mailed("confirm_address"))

    def test_of_an_operator_may_make_an_officer_of_a_proved_address(self, people: People) -> None:
        ask(open_code(people, role=Role.TREASURER), "ada@example.org")
        assert from_mail(mailed("confirm_address"))
        assert get_member("ada@example.org").role is Role.TREASURER


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


class TestManyAtOnce:
    def test_are_admitted_up_to_the_limit_of_their_invite(self, app: Flask) -> None:
        people = open_chapter()
        code = open_code(people, max_uses=3)
        for number in range(12):
            ask(code, f"new{number}@example.org")
        links = list(db.session.scalars(select(Invite.code).where(Invite.parent_id.is_not(None))))
        proofs = [proof_of(link) for link in links]
        answers = at_once(
            app,
            [
                partial(register, link, proof=proof, name=f"Ada {link}")
                for link, proof in zip(links, proofs, strict=True)
            ],
        )
        assert len([answer for answer in answers if isinstance(answer, str)]) == 3
        assert len([answer for answer in answers if isinstance(answer, CodeRefused)]) == 9
        assert invite_of(code).uses == 3
        assert count(User) == count(Member) == 7

    def test_make_one_account_of_one_address(self, app: Flask) -> None:
        code = invite(open_chapter())
        at_once(app, [partial(register, code) for _ in range(8)])
        assert count(User) == 5
        assert invite_of(code).uses == 1

    def test_tie_one_login_to_a_member(self, app: Flask) -> None:
        people = open_chapter()
        add_to_member_list(people.chapter_id, "Lee", "lee@example.org")
        codes = [invite(people, email="lee@example.org") for _ in range(6)]
        at_once(app, [partial(register, code) for code in codes])
        assert count(User) == 5
        assert sum(invite_of(code).uses for code in codes) == 1
