"""Requests that wait for a second officer, as officers see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.approvals import Act, ApprovalState
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import Approval
from sigma_finance.queries import approvals
from tests.people import People, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


@pytest.fixture
def others(people: People) -> People:
    return open_chapter("kr", "Kappa Rho")


def ask(people: People, subject_id: int = 1, state: ApprovalState = ApprovalState.WAITING) -> int:
    """A request of the treasurer's about the member; one that is decided was decided by the admin."""
    waits = state is ApprovalState.WAITING
    made = Approval(
        chapter_id=people.chapter_id,
        act=Act.WAIVER,
        subject_id=subject_id,
        member_id=people.member.member_id,
        amount_minor=15000,
        reason="A scholarship",
        facts={},
        state=state,
        asked_by_member_id=people.treasurer.member_id,
        decided_by_member_id=None if waits else people.admin.member_id,
        answer="" if waits else "Fine",
    )
    db.session.add(made)
    db.session.commit()
    return made.id


class TestARequest:
    def test_says_who_asked_for_what_and_about_whom(self, people: People) -> None:
        line = approvals.get_approval(chapter_id=people.chapter_id, approval_id=ask(people))
        assert (line.member_name, line.asked_by, line.decided_by) == (
            people.member.name,
            people.treasurer.name,
            None,
        )
        assert (line.act, line.amount_minor, line.reason) == (Act.WAIVER, 15000, "A scholarship")

    def test_says_who_decided_it(self, people: People) -> None:
        made = ask(people, state=ApprovalState.APPROVED)
        line = approvals.get_approval(chapter_id=people.chapter_id, approval_id=made)
        assert (line.decided_by, line.answer) == (people.admin.name, "Fine")

    def test_of_another_chapter_is_not_found(self, people: People, others: People) -> None:
        made = ask(people)
        with pytest.raises(NotFound):
            approvals.get_approval(chapter_id=others.chapter_id, approval_id=made)
        assert approvals.lock_approval(chapter_id=others.chapter_id, approval_id=made) is None
        found = approvals.lock_approval(chapter_id=people.chapter_id, approval_id=made)
        assert found is not None
        assert found.id == made


class TestTheList:
    def test_has_what_waits_oldest_first_and_what_was_decided_newest_first(
        self, people: People, others: People
    ) -> None:
        waiting = [ask(people, 1), ask(people, 2)]
        ended = [ask(people, 3, ApprovalState.DECLINED), ask(people, 4, ApprovalState.WITHDRAWN)]
        ask(others)
        ask(others, 2, ApprovalState.DECLINED)
        assert [line.id for line in approvals.waiting(chapter_id=people.chapter_id)] == waiting
        assert [line.id for line in approvals.decided(chapter_id=people.chapter_id)] == ended[::-1]

    def test_counts_as_many_as_it_lists_however_long_they_have_waited(
        self, people: People, others: People
    ) -> None:
        with time_machine.travel(now() - timedelta(days=31), tick=False):
            lapsed = ask(people, 1)
        fresh = ask(people, 2)
        ask(people, 3, ApprovalState.DECLINED)
        ask(others)
        listed = approvals.waiting(chapter_id=people.chapter_id)
        assert [line.id for line in listed] == [lapsed, fresh]
        assert [line.has_lapsed(now()) for line in listed] == [True, False]
        assert db.session.scalar(select(approvals.count_waiting(people.chapter_id))) == len(listed)
