"""A member's account: what they were charged, and every line that changed what they owe."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind, EntryKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.schedules import SchedulePart
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payments import Method
from sigma_finance.queries.books import member_account
from sigma_finance.queries.books.member_account import ChargeLine, InstallmentLine, StatementLine
from sigma_finance.services.dues import charges, plans
from sigma_finance.services.payments import reversing
from tests.books import ZONE, Books, charge, open_books, pay

TODAY = date(2026, 5, 4)


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def lines_of(books: Books, member: int = 0) -> list[ChargeLine]:
    return member_account.charges(chapter_id=books.chapter_id, member_id=books.members[member])


def statement(books: Books, member: int = 0) -> list[StatementLine]:
    return member_account.statement(chapter_id=books.chapter_id, member_id=books.members[member])


def waive(books: Books, charge_id: int, amount_minor: int) -> None:
    charges.waive(
        chapter_id=books.chapter_id, charge_id=charge_id, amount_minor=amount_minor, reason="x", by=OPERATOR
    )


class TestACharge:
    def test_says_what_of_it_is_open_and_waived(self, books: Books) -> None:
        charge_id = charge(books, books.members[0], 20000)
        waive(books, charge_id, 5000)
        pay(books, books.members[0], 4000)
        line = member_account.get_charge(chapter_id=books.chapter_id, charge_id=charge_id)
        assert (line.amount_minor, line.waived_minor, line.open_minor) == (20000, 5000, 11000)
        assert (line.member_name, line.kind, line.is_reversed) == ("Member 0", ChargeKind.DUES, False)
        assert line.due_on == today_in(ZONE) + timedelta(days=30)

    def test_stands_latest_first_among_its_members_own(self, books: Books) -> None:
        made = [charge(books, books.members[0]) for _ in range(2)]
        charge(books, books.members[1])
        assert [line.id for line in lines_of(books)] == made[::-1]

    def test_that_was_reversed_says_so(self, books: Books) -> None:
        charge_id = charge(books, books.members[0])
        charges.reverse(chapter_id=books.chapter_id, charge_id=charge_id, reason="x", by=OPERATOR)
        (line,) = lines_of(books)
        assert (line.is_reversed, line.open_minor, line.status(TODAY)) == (True, 0, "reversed")

    def test_of_another_chapter_is_not_found(self, books: Books) -> None:
        charge_id = charge(books, books.members[0])
        other = open_books()
        with pytest.raises(NotFound):
            member_account.get_charge(chapter_id=other.chapter_id, charge_id=charge_id)
        assert member_account.charges(chapter_id=other.chapter_id, member_id=books.members[0]) == []

    @pytest.mark.parametrize(
        ("due_on", "open_minor", "waived_minor", "status"),
        [
            (TODAY - timedelta(days=1), 100, 0, "past_due"),
            (TODAY + timedelta(days=1), 0, 100, "waived"),
            (TODAY + timedelta(days=1), 0, 40, "paid"),
            (TODAY + timedelta(days=1), 0, 0, "paid"),
        ],
    )
    def test_has_a_badge(self, due_on: date, open_minor: int, waived_minor: int, status: str) -> None:
        line = ChargeLine(
            1, 1, "Ada", ChargeKind.DUES, "Dues", 100, TODAY, due_on, open_minor, waived_minor, False
        )
        assert line.status(TODAY) == status
        assert InstallmentLine("Dues", due_on, open_minor).status(TODAY) == (
            "past_due" if open_minor else "paid"
        )


class TestInstallments:
    def test_are_shown_of_charges_that_have_several(self, books: Books) -> None:
        charge(books, books.members[0], 20000)
        assert member_account.installments(chapter_id=books.chapter_id, member_id=books.members[0]) == []
        day = today_in(ZONE) + timedelta(days=1)
        parts = [SchedulePart(day, 5000), SchedulePart(day + timedelta(days=7), 15000)]
        plans.arrange(chapter_id=books.chapter_id, member_id=books.members[0], parts=parts, by=OPERATOR)
        pay(books, books.members[0], 6000)
        found = member_account.installments(chapter_id=books.chapter_id, member_id=books.members[0])
        assert [(one.due_on, one.open_minor) for one in found] == [
            (parts[0].due_on, 0),
            (parts[1].due_on, 14000),
        ]
        other = open_books()
        assert member_account.installments(chapter_id=other.chapter_id, member_id=books.members[0]) == []


class TestAStatement:
    def test_runs_through_every_change_with_the_balance_after_it(self, books: Books) -> None:
        charge_id = charge(books, books.members[0], 20000)
        waive(books, charge_id, 5000)
        paid = pay(books, books.members[0], 18000)
        reversing.reverse(chapter_id=books.chapter_id, payment_id=paid.payment_id, reason="x", by=OPERATOR)
        found = statement(books)
        assert [(line.kind, line.amount_minor, line.balance_minor) for line in found] == [
            (EntryKind.CHARGE, 20000, 20000),
            (EntryKind.WAIVER, -5000, 15000),
            (EntryKind.PAYMENT, -18000, -3000),
            (EntryKind.PAYMENT_REVERSAL, 18000, 15000),
        ]
        assert [line.what for line in found] == ["Dues", "Waived: Dues", "Payment, cash", "Payment reversal"]
        assert (found[2].receipt, found[2].payment) == (paid.receipt_number, paid.reference)

    def test_leaves_out_what_changes_nothing_for_the_member(self, books: Books) -> None:
        pay(books, books.members[0], 5000)
        charge(books, books.members[0], 20000)
        assert [line.kind for line in statement(books)] == [EntryKind.PAYMENT, EntryKind.CHARGE]

    def test_is_empty_for_others(self, books: Books) -> None:
        charge(books, books.members[0])
        assert statement(books, 1) == []
        assert member_account.statement(chapter_id=open_books().chapter_id, member_id=books.members[0]) == []

    @pytest.mark.parametrize(
        ("kind", "method", "words"),
        [
            (EntryKind.CHARGE_REVERSAL, None, "Charge reversed: Dues"),
            (EntryKind.ASSIGNMENT, Method.CARD, "Payment, card"),
            (EntryKind.PAYMENT, None, "Payment"),
            (EntryKind.OPENING_CREDIT, None, "Opening credit"),
        ],
    )
    def test_says_what_a_line_is(self, kind: EntryKind, method: Method | None, words: str) -> None:
        line = StatementLine(TODAY, kind, "Dues", None, method, None, "", None, False, 1, 1)
        assert line.what == words
