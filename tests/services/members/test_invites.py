"""Making invites, sending them again, taking them back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Invalid, NotFound
from sigma_finance.domain.members.invites import InviteState, read_code
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Invite, OutboxMessage
from sigma_finance.queries.members import invite_list as queries
from sigma_finance.services.members import invites, registration
from sigma_finance.services.members.invites import CreatedInvite, HasLogin, NoLongerOpen, RoleTooHigh
from tests import midnight
from tests.mailed import link_in
from tests.midnight import FAR, FarAway
from tests.people import People, add_to_member_list, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def create(people: People, *, issuer_role: Role = Role.TREASURER, **facts: Any) -> CreatedInvite:
    request = InviteRequest(chapter_id=people.chapter_id, **{"role": Role.MEMBER, **facts})
    return invites.create(request=request, issuer_role=issuer_role, by=OPERATOR)


def mail() -> list[OutboxMessage]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


class TestMakingAnInvite:
    def test_mails_its_address_with_the_link_and_one_audit_line(self, people: People) -> None:
        made = create(people, email=" New@Example.org", created_by_member_id=people.treasurer.member_id)
        [message] = mail()
        assert (message.kind, message.to_email) == ("invite", "new@example.org")
        assert link_in(message) == made.register_url
        assert made.code not in str(message.context)
        assert f"/auth/register?code={made.code}&proof=" in made.register_url
        assert message.context["invited_by"] == people.treasurer.name
        [line] = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.INVITE_CREATED))
        assert line.details["role"] == "member"
        assert "new@example.org" not in str(line.details)

    def test_for_an_address_on_the_roster_names_that_member(self, people: People) -> None:
        member_id = add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        made = create(people, email="ROSE@example.org")
        assert db.session.get_one(Invite, made.id).member_id == member_id
        assert mail()[0].context["member_name"] == "Rose"

    def test_for_a_member_goes_to_their_address_if_they_have_one(self, people: People) -> None:
        with_address = add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        without = add_to_member_list(people.chapter_id, "Lee", None)
        assert create(people, member_id=with_address).email == "rose@example.org"
        assert create(people, member_id=without).email is None
        assert len(mail()) == 1

    def test_without_an_address_mails_nobody(self, people: People) -> None:
        create(people, max_uses=30)
        assert mail() == []

    @pytest.mark.parametrize(
        ("issuer", "role"),
        [(Role.TREASURER, Role.ADMIN), (Role.SECRETARY, Role.TREASURER), (Role.MEMBER, Role.SECRETARY)],
    )
    def test_never_hands_out_a_higher_role_than_the_issuers(
        self, people: People, issuer: Role, role: Role
    ) -> None:
        with pytest.raises(RoleTooHigh) as refusal:
            create(people, issuer_role=issuer, role=role)
        assert refusal.value.field == "role"

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"days": 0}, "days"),
            ({"days": 91}, "days"),
            ({"max_uses": 0}, "max_uses"),
            ({"max_uses": 1001}, "max_uses"),
            ({"email": "new@example.org", "max_uses": 2}, "max_uses"),
            ({"email": "nowhere"}, "email"),
            ({"email": "a@example.org\x00"}, "email"),
        ],
    )
    def test_refuses_what_cannot_be_taken_and_writes_nothing(
        self, people: People, facts: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            create(people, **facts)
        assert refusal.value.field == field
        assert db.session.scalars(select(Invite)).all() == []

    def test_refuses_somebody_who_has_a_login_in_the_chapter(self, people: People) -> None:
        with pytest.raises(HasLogin):
            create(people, email=people.member.email)
        with pytest.raises(HasLogin):
            create(people, member_id=people.member.member_id)

    def test_refuses_a_member_of_another_chapter(self, people: People) -> None:
        other = add_to_member_list(open_chapter("kr", "Kappa Rho").chapter_id, "Rose", "rose@example.org")
        with pytest.raises(NotFound):
            create(people, member_id=other)


@pytest.mark.parametrize("far", FAR)
class TestATermByTheChaptersDay:
    def test_takes_an_officers_invite_to_its_last_day(self, people: People, far: FarAway) -> None:
        member_id = add_to_member_list(people.chapter_id, "Ida", "ida@example.org")
        midnight.term(people.chapter_id, member_id, ends_on=midnight.FIRST)
        with far.there(people.chapter_id):
            if far.is_second:
                create(people, issuer_role=Role.SECRETARY, email="ida@example.org")
            else:
                with pytest.raises(RoleTooHigh):
                    create(people, issuer_role=Role.SECRETARY, email="ida@example.org")


class TestSendingAnInviteAgain:
    def test_mails_the_same_link_and_gives_it_its_days_anew(self, people: People) -> None:
        with time_machine.travel(now(), tick=False) as clock:
            made = create(people, email="new@example.org", days=3)
            clock.shift(timedelta(days=10))
            until = invites.resend(
                chapter_id=people.chapter_id, invite_id=made.id, issuer_role=Role.ADMIN, by=OPERATOR
            )
            assert until == now() + timedelta(days=3)
            assert registration.get_invitation(code=made.code).state is InviteState.INVITED
        assert [link_in(message) for message in mail()] == [made.register_url] * 2

    def test_is_refused_for_an_open_code_and_for_one_that_is_closed(self, people: People) -> None:
        with pytest.raises(Invalid):
            invites.resend(
                chapter_id=people.chapter_id, invite_id=create(people).id, issuer_role=Role.ADMIN, by=OPERATOR
            )
        made = create(people, email="new@example.org")
        invites.revoke(chapter_id=people.chapter_id, invite_id=made.id, issuer_role=Role.ADMIN, by=OPERATOR)
        with pytest.raises(NoLongerOpen):
            invites.resend(
                chapter_id=people.chapter_id, invite_id=made.id, issuer_role=Role.ADMIN, by=OPERATOR
            )


class TestTakingAnInviteBack:
    def test_is_done_once_with_an_audit_line(self, people: People) -> None:
        made = create(people)
        invites.revoke(chapter_id=people.chapter_id, invite_id=made.id, issuer_role=Role.ADMIN, by=OPERATOR)
        with pytest.raises(NoLongerOpen):
            invites.revoke(
                chapter_id=people.chapter_id, invite_id=made.id, issuer_role=Role.ADMIN, by=OPERATOR
            )
        assert (
            len(
                db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.INVITE_REVOKED)).all()
            )
            == 1
        )

    def test_stays_in_its_chapter(self, people: People) -> None:
        made = create(people, email="new@example.org")
        other = open_chapter("kr", "Kappa Rho").chapter_id
        for act in (invites.revoke, invites.resend):
            with pytest.raises(NotFound):
                act(chapter_id=other, invite_id=made.id, issuer_role=Role.ADMIN, by=OPERATOR)


class TestTheList:
    def test_shows_each_invite_where_it_stands(self, people: People) -> None:
        revoked, expired, fresh = (
            create(people),
            create(people, days=1),
            create(people, email="new@example.org"),
        )
        invites.revoke(
            chapter_id=people.chapter_id, invite_id=revoked.id, issuer_role=Role.ADMIN, by=OPERATOR
        )
        later = now() + timedelta(days=2)
        found = queries.invites(
            chapter_id=people.chapter_id, issuer=Role.ADMIN, at=later, cursor=Cursor()
        ).rows
        assert {row.id: row.state for row in found} == {
            revoked.id: InviteState.REVOKED,
            expired.id: InviteState.EXPIRED,
            fresh.id: InviteState.INVITED,
        }
        assert (
            queries.invites(
                chapter_id=people.chapter_id + 1, issuer=Role.ADMIN, at=now(), cursor=Cursor()
            ).rows
            == []
        )


class TestACode:
    @pytest.mark.parametrize(
        "typed", ["ABCD-2345-WXYZ-6789", "abcd2345wxyz6789", " abcd 2345 wxyz 6789 ", "ABCD–2345–WXYZ–6789"]
    )
    def test_is_read_however_people_type_it(self, typed: str) -> None:
        assert read_code(typed) == "ABCD-2345-WXYZ-6789"

    @pytest.mark.parametrize(
        "typed", ["", "ABCD", "A" * 17, "ABCD-2345-WXYZ-678\x00", "ÄBCD-2345-WXYZ-6789", "١" * 16]
    )
    def test_is_none_where_it_cannot_be_one(self, typed: str) -> None:
        assert read_code(typed) is None
