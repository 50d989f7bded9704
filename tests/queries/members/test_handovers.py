"""Handovers of the treasurer's office, and what is handed over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.handovers import HandoverState
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Handover, HandoverBooks, Member, User
from sigma_finance.queries.members import handovers
from tests import rows
from tests.books import ZONE
from tests.people import People, open_chapter

DAY = timedelta(days=1)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


@pytest.fixture
def others(people: People) -> People:
    return open_chapter("kr", "Kappa Rho")


def offer(people: People, state: HandoverState = HandoverState.OPEN, **facts: Any) -> int:
    known = {
        "from_member_id": people.treasurer.member_id,
        "to_member_id": people.member.member_id,
        "expires_at": now() + DAY,
        "ended_at": None if state is HandoverState.OPEN else now(),
    }
    return rows.keep(Handover(chapter_id=people.chapter_id, state=state, **(known | facts)))


class TestAnOffer:
    def test_is_open_until_it_expires(self, people: People) -> None:
        made = offer(people)
        found = handovers.find_open(chapter_id=people.chapter_id, at=now())
        assert found is not None
        assert (found.id, found.from_name, found.to_name) == (made, people.treasurer.name, people.member.name)
        assert found.sha256 is None
        assert handovers.find_open(chapter_id=people.chapter_id, at=now() + DAY) is None
        locked = handovers.lock_open(chapter_id=people.chapter_id)
        assert locked is not None
        assert locked.id == made

    def test_is_open_in_its_own_chapter_alone(self, people: People, others: People) -> None:
        offer(people)
        assert handovers.find_open(chapter_id=others.chapter_id, at=now()) is None
        assert handovers.lock_open(chapter_id=others.chapter_id) is None

    def test_that_ended_is_not_open(self, people: People) -> None:
        offer(people, HandoverState.DECLINED)
        assert handovers.find_open(chapter_id=people.chapter_id, at=now()) is None
        assert handovers.done(chapter_id=people.chapter_id) == []


class TestAHandoverThatIsDone:
    def test_is_listed_with_the_hash_of_its_books(self, people: People, others: People) -> None:
        older, newer = offer(people, HandoverState.DONE), offer(people, HandoverState.DONE)
        offer(others, HandoverState.DONE)
        rows.keep(
            HandoverBooks(chapter_id=people.chapter_id, handover_id=newer, content=b"PDF", sha256="a" * 64)
        )
        found = handovers.done(chapter_id=people.chapter_id)
        assert [(one.id, one.sha256) for one in found] == [(newer, "a" * 64), (older, None)]
        assert handovers.get_books(chapter_id=people.chapter_id, handover_id=newer).content == b"PDF"
        for chapter_id, handover_id in ((people.chapter_id, older), (others.chapter_id, newer)):
            with pytest.raises(NotFound):
                handovers.get_books(chapter_id=chapter_id, handover_id=handover_id)


class TestTheTreasurer:
    def is_treasurer(self, people: People, member_id: int) -> bool:
        return handovers.is_treasurer(chapter_id=people.chapter_id, member_id=member_id, today=today_in(ZONE))

    def test_is_who_has_the_role_or_holds_the_office(self, people: People, others: People) -> None:
        assert self.is_treasurer(people, people.treasurer.member_id)
        assert not self.is_treasurer(people, people.member.member_id)
        assert not self.is_treasurer(people, others.treasurer.member_id)
        rows.term(people.chapter_id, people.member.member_id, Post.SECRETARY)
        assert not self.is_treasurer(people, people.member.member_id)
        rows.term(people.chapter_id, people.member.member_id, Post.TREASURER)
        assert self.is_treasurer(people, people.member.member_id)

    def test_is_nobody_who_left(self, people: People) -> None:
        db.session.get_one(Member, people.treasurer.member_id).status = MemberStatus.INACTIVE
        db.session.commit()
        assert not self.is_treasurer(people, people.treasurer.member_id)

    def test_is_in_office_until_the_last_day_of_their_term(self, people: People) -> None:
        def last_day() -> object:
            return handovers.last_day(
                chapter_id=people.chapter_id, member_id=people.member.member_id, today=today_in(ZONE)
            )

        assert last_day() is None
        rows.term(people.chapter_id, people.member.member_id, Post.TREASURER, -5, 5)
        rows.term(people.chapter_id, people.member.member_id, Post.TREASURER, -5, 9)
        rows.term(people.chapter_id, people.member.member_id, Post.SECRETARY, -5, 99)
        assert last_day() == today_in(ZONE) + 9 * DAY
        rows.term(people.chapter_id, people.member.member_id, Post.TREASURER)
        assert last_day() is None

    def test_has_a_login_that_is_open_or_not(self, people: People) -> None:
        member = db.session.get_one(Member, people.member.member_id)
        assert handovers.can_sign_in(member=member)
        db.session.get_one(User, people.member.user_id).is_active = False
        db.session.commit()
        assert not handovers.can_sign_in(member=member)
        member.user_id = None
        assert not handovers.can_sign_in(member=member)
        db.session.rollback()


class TestWhatIsHandedOver:
    def test_is_what_was_begun_at_stripe_and_has_no_end(self, people: People, others: People) -> None:
        for state in (
            PaymentState.CREATED,
            PaymentState.PENDING,
            PaymentState.PROCESSING,
            PaymentState.FAILED,
        ):
            rows.payment(people.chapter_id, people.member.member_id, state)
        rows.payment(others.chapter_id, others.member.member_id, PaymentState.PENDING)
        later, before = now() + DAY, now() - DAY
        assert handovers.unfinished(chapter_id=people.chapter_id, before=later) == (2, 10000)
        assert handovers.unfinished(chapter_id=people.chapter_id, before=before) == (0, 0)

    def test_is_who_has_access(self, people: People, others: People) -> None:
        rows.term(people.chapter_id, people.secretary.member_id, Post.PRESIDENT, -5)
        rows.term(people.chapter_id, people.member.member_id, Post.VICE_PRESIDENT, -9, -5)
        found = handovers.access(chapter_id=people.chapter_id, today=today_in(ZONE))
        assert [(one.name, one.title, one.can_sign_in) for one in found] == [
            (people.admin.name, "Admin", True),
            (people.secretary.name, "Secretary, President (office)", True),
            (people.treasurer.name, "Treasurer", True),
        ]
