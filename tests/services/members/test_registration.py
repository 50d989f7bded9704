"""Who an invite lets in, and as whom."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.members.requests import Appointment
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Chapter, Member, OutboxMessage, SignInSession, User
from sigma_finance.services.members import invites, officers, registration
from sigma_finance.services.members.registration import (
    AccountExists,
    CodeRefused,
    CodeUnknown,
    MemberAlready,
)
from tests.people import People, add_to_member_list, open_chapter
from tests.services.members.registering import (
    ask,
    count,
    from_mail,
    get_member,
    invite,
    invite_of,
    mailed,
    member,
    open_code,
    proof_of,
    raise_role,
    register,
    session_of,
)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


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
