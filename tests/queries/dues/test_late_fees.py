"""Installments that are late, and whether they cost a fee."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.policy import LateFeeKind, Policy
from sigma_finance.queries.dues import late_fees
from sigma_finance.queries.dues.late_fees import LateInstallment
from sigma_finance.services.dues import charges
from sigma_finance.services.dues import late_fees as services
from tests.books import ZONE, Books, charge, open_books, pay, set_policy
from tests.dues import change

RULES = Policy(late_fee=LateFeeKind.FLAT, late_fee_minor=500, late_fee_grace_days=7)


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    set_policy(made, RULES)
    return made


def late(books: Books, rules: Policy = RULES, chapter_id: int | None = None) -> list[LateInstallment]:
    return late_fees.late(chapter_id=chapter_id or books.chapter_id, today=today_in(ZONE), rules=rules)


class TestThePolicy:
    def test_is_the_chapters_own(self, books: Books) -> None:
        assert late_fees.get_policy(chapter_id=books.chapter_id) == RULES
        assert late_fees.get_policy(chapter_id=open_books().chapter_id) == Policy()


class TestAnInstallment:
    @pytest.mark.parametrize(("due_in", "is_late"), [(-7, False), (-8, True)])
    def test_is_late_beyond_the_days_of_grace(self, books: Books, due_in: int, is_late: bool) -> None:
        charge(books, books.members[0], 20000, due_in=due_in)
        found = late(books)
        assert bool(found) is is_late
        assert [(one.open_minor, one.fee_minor, one.held) for one in found] == [(20000, 500, False)] * is_late

    def test_says_whose_it_is_and_is_nobody_elses(self, books: Books) -> None:
        charge(books, books.members[1], due_in=-30)
        (one,) = late(books)
        assert (one.member_id, one.member_name, one.description) == (books.members[1], "Member 1", "Dues")
        assert late(books, chapter_id=open_books().chapter_id) == []

    def test_that_is_settled_is_not_late(self, books: Books) -> None:
        charge(books, books.members[0], 20000, due_in=-30)
        pay(books, books.members[0], 20000)
        assert late(books) == []

    def test_below_the_threshold_costs_nothing(self, books: Books) -> None:
        charge(books, books.members[0], 4999, due_in=-30)
        assert (
            late(books, Policy(late_fee=LateFeeKind.FLAT, late_fee_minor=500, late_fee_threshold_minor=5000))
            == []
        )
        assert late(books, Policy()) == []

    def test_of_a_fee_or_fine_is_left_out(self, books: Books) -> None:
        for kind in (ChargeKind.FEE, ChargeKind.FINE, ChargeKind.LATE_FEE):
            due_on = today_in(ZONE) - timedelta(days=30)
            request = charges.NewCharge(books.members[0], kind, "x", 1000, due_on)
            charges.charge(chapter_id=books.chapter_id, request=request, by=OPERATOR)
        assert late(books) == []

    def test_that_has_had_its_fee_has_no_second_one(self, books: Books) -> None:
        charge(books, books.members[0], due_in=-30)
        services.charge(chapter_id=books.chapter_id, by=OPERATOR)
        assert late(books) == []

    @pytest.mark.parametrize(
        "values",
        [
            {"status": MemberStatus.INACTIVE},
            {"member_class": MemberClass.EXEMPT},
            {"initiated_on": today_in(ZONE) - timedelta(days=1)},
        ],
    )
    def test_of_who_left_is_exempt_or_new_is_left_out(self, books: Books, values: dict[str, object]) -> None:
        charge(books, books.members[0], due_in=-30)
        change(books.members[0], **values)
        assert late(books) == []

    @pytest.mark.parametrize(("days", "held"), [(0, True), (-1, False)])
    def test_is_held_up_to_a_day(self, books: Books, days: int, held: bool) -> None:
        charge(books, books.members[0], due_in=-30)
        change(books.members[0], no_late_fees_until=today_in(ZONE) + timedelta(days=days))
        assert [one.held for one in late(books)] == [held]
