"""Many invites at once: who gets one, how they are queued, and what is sent again."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.members.invite_lists import MOST, InviteeFate, read_list
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Invite, Member, OutboxMessage
from sigma_finance.queries.members import bulk_invites as queries
from sigma_finance.queries.members import invite_list
from sigma_finance.queries.members.invite_list import InviteFilter, InviteSelection
from sigma_finance.services.members import bulk_invites, registration
from sigma_finance.services.members.bulk_invites import InviteSending, ListRequest
from sigma_finance.services.members.invites import RoleTooHigh
from sigma_finance.services.members.registration import Registration
from tests.at_once import at_once
from tests.harness.statements import statements
from tests.people import PASSWORD, People, add_to_member_list, open_chapter
from tests.services.imports.importing import everything


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def asked(people: People, text: str, **facts: Any) -> ListRequest:
    return ListRequest(people.chapter_id, read_list(text), **facts)


def sent(people: People, text: str, **facts: Any) -> InviteSending:
    return bulk_invites.send(request=asked(people, text, **facts), issuer_role=Role.TREASURER, by=OPERATOR)


def mail() -> list[OutboxMessage]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def spoil(address: str) -> None:
    """Have the last mail to an address not arrive."""
    message = [one for one in mail() if one.to_email == address][-1]
    message.state = MessageState.FAILED
    db.session.commit()


class TestThePlan:
    def test_says_what_becomes_of_each_address_and_writes_nothing(self, people: People) -> None:
        add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        left = add_to_member_list(people.chapter_id, "Lee", "lee@example.org")
        db.session.get_one(Member, left).status = MemberStatus.INACTIVE
        db.session.commit()
        sent(people, "open@example.org")
        before = everything()
        text = (
            f"new@example.org, Rose@example.org, {people.member.email}, open@example.org, lee@example.org,"
            "NEW@example.org, nobody@"
        )
        assert [
            one.fate for one in bulk_invites.plan(request=asked(people, text), issuer_role=Role.ADMIN)
        ] == [
            InviteeFate.NEW,
            InviteeFate.ON_MEMBER_LIST,
            InviteeFate.HAS_LOGIN,
            InviteeFate.ALREADY_INVITED,
            InviteeFate.NOT_ACTIVE,
            InviteeFate.TWICE,
            InviteeFate.MALFORMED,
        ]
        assert everything() == before

    def test_takes_five_hundred_and_no_more(self, people: People) -> None:
        text = ",".join(f"n{number}@example.org" for number in range(MOST + 1))
        with pytest.raises(Invalid, match="this list has 501") as refusal:
            bulk_invites.plan(request=asked(people, text), issuer_role=Role.ADMIN)
        assert refusal.value.field == "people"


class TestSending:
    def test_queues_all_together_with_one_audit_line(self, people: People) -> None:
        rose = add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        found = sent(people, "new@example.org\nrose@example.org\nnobody@", days=3)
        assert found.invites == 2
        made = db.session.scalars(select(Invite).order_by(Invite.id)).all()
        assert [(one.email, one.member_id, one.batch) for one in made] == [
            ("new@example.org", None, found.reference),
            ("rose@example.org", rose, found.reference),
        ]
        assert [(one.to_email, one.invite_id) for one in mail()] == [(one.email, one.id) for one in made]
        assert mail()[1].context["member_name"] == "Rose"
        [line] = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "invites.sent"))
        assert line.details == {"role": "member", "invites": 2, "batch": found.reference}

    def test_twice_invites_nobody_again(self, people: People) -> None:
        sent(people, "new@example.org")
        before = everything()
        assert sent(people, "new@example.org") == InviteSending("", 0)
        assert everything() == before

    def test_is_one_sending_where_two_do_it_at_once(self, app: Flask) -> None:
        people = open_chapter()
        text = ",".join(f"n{number}@example.org" for number in range(60))
        results = at_once(app, [partial(sent, people, text)] * 3)
        assert sorted(found.invites for found in results) == [0, 0, 60]

    def test_hands_out_no_higher_role_than_the_issuers(self, people: People) -> None:
        with pytest.raises(RoleTooHigh):
            sent(people, "new@example.org", role=Role.ADMIN)
        with pytest.raises(Invalid):
            sent(people, "new@example.org", days=0)
        assert db.session.scalars(select(Invite)).all() == []


class TestFollowing:
    def test_counts_what_was_sent_what_failed_and_who_joined(self, people: People) -> None:
        found = sent(people, "a@example.org, b@example.org, c@example.org")
        for message, state in zip(
            mail(), (MessageState.SENT, MessageState.FAILED, MessageState.QUEUED), strict=True
        ):
            message.state, message.next_attempt_at = state, now() + timedelta(days=1)
        db.session.commit()
        code = db.session.scalars(select(Invite.code).where(Invite.email == "a@example.org")).one()
        db.session.rollback()
        registration.register(request=Registration(code, "", "Al", PASSWORD), by=OPERATOR)
        progress = queries.progress(chapter_id=people.chapter_id, sending=found.reference, issuer=Role.ADMIN)
        assert progress == queries.Progress(invites=3, sent=1, failed=1, joined=1)
        assert progress.waiting == 1
        page = invite_list.invites(
            chapter_id=people.chapter_id,
            issuer=Role.ADMIN,
            at=now(),
            cursor=Cursor(),
            wanted=InviteFilter(InviteSelection.USED),
        )
        [row] = page.rows
        assert [one.name for one in row.joined] == ["Al"]
        assert (row.delivery, row.joined[0].at.date()) == (MessageState.SENT, now().date())

    def test_stays_in_its_chapter(self, people: People) -> None:
        found = sent(people, "a@example.org")
        other = open_chapter("kr", "Kappa Rho").chapter_id
        assert queries.progress(chapter_id=other, sending=found.reference, issuer=Role.ADMIN).invites == 0
        with pytest.raises(Conflict):
            bulk_invites.resend_undelivered(
                chapter_id=other, sending=found.reference, issuer_role=Role.ADMIN, by=OPERATOR
            )


class TestSendingAgain:
    def test_mails_what_did_not_arrive_and_nothing_else(self, people: People) -> None:
        found = sent(people, "a@example.org, b@example.org")
        other = sent(people, "c@example.org")
        spoil("a@example.org")
        spoil("c@example.org")
        resend = partial(
            bulk_invites.resend_undelivered, chapter_id=people.chapter_id, issuer_role=Role.ADMIN, by=OPERATOR
        )
        assert resend(sending=found.reference) == 1
        assert [one.to_email for one in mail()].count("a@example.org") == 2
        assert resend(sending=None) == 1
        with pytest.raises(Conflict, match="has been delivered"):
            resend(sending=other.reference)
        assert len(mail()) == 5

    def test_gives_them_their_days_anew(self, people: People) -> None:
        sent(people, "a@example.org", days=3)
        invite = db.session.scalars(select(Invite)).one()
        invite.created_at -= timedelta(days=2)
        invite.expires_at -= timedelta(days=2)
        db.session.commit()
        spoil("a@example.org")
        bulk_invites.resend_undelivered(
            chapter_id=people.chapter_id, sending=None, issuer_role=Role.ADMIN, by=OPERATOR
        )
        db.session.rollback()
        assert db.session.scalars(select(Invite.expires_at)).one() > now() + timedelta(days=2)


def test_nobody_is_asked_for_once_more_who_is_written_to(people: People) -> None:
    listed = [f"n{number}@example.org" for number in range(4)]
    for address in listed:
        add_to_member_list(people.chapter_id, address, address)
    with statements() as asked_for:
        sent(people, ", ".join(listed))
    assert len([one for one in mail() if one.kind == "invite"]) == 4
    assert [one for one in asked_for if "FROM members" in one and "WHERE members.id =" in one] == []
