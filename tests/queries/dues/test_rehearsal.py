"""What an assessment would do, before it is done."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Member
from sigma_finance.queries.dues.rehearsal import AssessmentFate, rehearse
from sigma_finance.services.dues import periods
from sigma_finance.services.dues.periods import AmountsDiffer
from tests.books import ZONE, Books, open_books
from tests.dues import assess, balances, change, make


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books(members=3)


class TestARehearsal:
    def test_says_what_will_happen_to_each(self, books: Books) -> None:
        first, second, third = books.members
        assess(books, make(books, "2025-26", 15000, due_in=-300))
        change(second, member_class=MemberClass.EXEMPT)
        change(third, status=MemberStatus.INACTIVE)
        new = Member(chapter_id=books.chapter_id, name="Zoe New")
        db.session.add(new)
        db.session.commit()
        found = rehearse(chapter_id=books.chapter_id, period_id=make(books), today=today_in(ZONE))
        assert found.compared_with == "2025-26"
        assert {one.member_id: (one.fate, one.last_minor) for one in found.members} == {
            first: (AssessmentFate.TO_CHARGE, 15000),
            second: (AssessmentFate.EXEMPT, 15000),
            third: (AssessmentFate.LEFT, 15000),
            new.id: (AssessmentFate.TO_CHARGE, None),
        }
        assert (
            [one.member_id for one in found.new] == [new.id] == [one.member_id for one in found.without_email]
        )
        assert {one.member_id for one in found.gone} == {second, third}
        assert [one.member_id for one in found.changed] == [first]

    def test_is_what_assessing_does(self, books: Books) -> None:
        change(books.members[1], member_class=MemberClass.ASSOCIATE)
        period_id = make(books, by_class={MemberClass.ASSOCIATE: 12500})
        found = rehearse(chapter_id=books.chapter_id, period_id=period_id, today=today_in(ZONE))
        assess(books, period_id)
        assert [one.amount_minor for one in found.members] == balances(books)
        again = rehearse(chapter_id=books.chapter_id, period_id=period_id, today=today_in(ZONE))
        assert {one.fate for one in again.members} == {AssessmentFate.CHARGED}

    def test_that_was_agreed_to_binds(self, books: Books) -> None:
        period_id = make(books)
        with pytest.raises(AmountsDiffer):
            periods.assess(chapter_id=books.chapter_id, period_id=period_id, by=OPERATOR, agreed_minor=40000)
        assert balances(books) == [0, 0, 0]
