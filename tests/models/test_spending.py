"""What the database takes for what is spent."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from sigma_finance.domain.spending.categories import CategorySlot
from sigma_finance.domain.spending.spending import SpendingKind, SpendingState, SpendMethod
from sigma_finance.extensions import db
from sigma_finance.models import (
    CashCount,
    CashTransfer,
    Category,
    JournalEntry,
    Spending,
    SpendingEntry,
    SpendingFile,
)
from tests.books import Books, charge
from tests.models.samples import (
    NOBODY,
    UNHEARD_OF,
    Sample,
    assert_refused,
    assert_taken,
    of,
    somebody_elsewhere,
)
from tests.stored import put

DAY = date(2026, 10, 1)
_numbers = itertools.count(1)


def key() -> str:
    return f"key {next(_numbers)}"


def a_spending(books: Books) -> Sample:
    return Sample(
        Spending,
        of(
            books,
            kind=SpendingKind.EXPENSE,
            state=SpendingState.ASKED,
            payee="Shop",
            amount_minor=100,
            spent_on=DAY,
            form_key=key,
        ),
    )


@pytest.fixture
def entry_id(books: Books) -> int:
    charge(books, books.members[0])
    found = db.session.query(JournalEntry.id).first()
    assert found is not None
    return int(found[0])


class TestACategory:
    def test_names_an_account_once(self, books: Books) -> None:
        one = Sample(Category, of(books, slot=CategorySlot.EXPENSE_01, name="Food"))
        assert_taken(one, {}, {"slot": CategorySlot.HELD_06})
        one.keep()
        assert_refused(
            one,
            {
                "uq_categories_chapter_id_slot": {},
                "ck_categories_has_a_name": {"slot": CategorySlot.EXPENSE_02, "name": ""},
                "ck_categories_slot_known": {"slot": UNHEARD_OF},
            },
        )


class TestADocument:
    def test_says_what_it_is_and_how_it_was_paid(self, books: Books) -> None:
        one, stranger = a_spending(books), somebody_elsewhere()
        paid = {"method": SpendMethod.CASH, "place": "petty_cash", "paid_on": DAY}
        reimbursed = {"kind": SpendingKind.REIMBURSEMENT, "member_id": books.members[0]}
        assert_taken(one, {}, paid, reimbursed, {"state": SpendingState.PAID, "category": "expense_01"})
        one.keep(form_key="sent")
        assert_refused(
            one,
            {
                "uq_spendings_chapter_id_form_key": {"form_key": "sent"},
                "ck_spendings_kind_known": {"kind": UNHEARD_OF},
                "ck_spendings_state_known": {"state": UNHEARD_OF},
                "ck_spendings_method_known": {**paid, "method": UNHEARD_OF},
                "ck_spendings_amount_bounded": {"amount_minor": 0},
                "ck_spendings_reimburses_a_member": {"member_id": books.members[0]},
                "ck_spendings_paid_from_somewhere": {"place": "petty_cash"},
                "ck_spendings_paid_on_a_day": {"paid_on": DAY},
                "ck_spendings_booked_somewhere": {"state": SpendingState.OWED},
                "fk_spendings_member_id_members": {**reimbursed, "member_id": stranger},
                "fk_spendings_made_by_members": {"made_by_member_id": stranger},
                "fk_spendings_approved_by_members": {"approved_by_member_id": stranger},
            },
        )

    def test_has_entries_and_files_that_are_its_own(self, books: Books, entry_id: int) -> None:
        spending_id, file_id = a_spending(books).keep(), put(books, "1/a")
        step = Sample(SpendingEntry, of(books, spending_id=spending_id, entry_id=entry_id))
        receipt = Sample(SpendingFile, of(books, spending_id=spending_id, file_id=file_id))
        assert_taken(step, {})
        assert_taken(receipt, {})
        assert_refused(
            step,
            {
                "fk_spending_entries_chapter_id_spending_id_spendings": {"spending_id": NOBODY},
                "fk_spending_entries_chapter_id_entry_id_journal_entries": {"entry_id": NOBODY},
            },
        )
        assert_refused(
            receipt,
            {
                "fk_spending_files_chapter_id_spending_id_spendings": {"spending_id": NOBODY},
                "fk_spending_files_chapter_id_file_id_stored_files": {"file_id": NOBODY},
            },
        )
        step.keep()
        receipt.keep()
        assert_refused(step, {"uq_spending_entries_chapter_id_entry_id": {}})
        assert_refused(receipt, {"uq_spending_files_chapter_id_file_id": {}})


class TestMoves:
    def test_of_cash_go_somewhere_else(self, books: Books, entry_id: int) -> None:
        facts = {"from_place": "cash_bank", "to_place": "petty_cash", "amount_minor": 1, "moved_on": DAY}
        one = Sample(CashTransfer, of(books, **facts, entry_id=entry_id, form_key=key))
        assert_taken(one, {})
        one.keep(form_key="sent")
        assert_refused(
            one,
            {
                "uq_cash_transfers_chapter_id_form_key": {"form_key": "sent"},
                "ck_cash_transfers_amount_bounded": {"amount_minor": 0},
                "ck_cash_transfers_goes_somewhere_else": {"to_place": "cash_bank"},
                "fk_cash_transfers_made_by_members": {"made_by_member_id": somebody_elsewhere()},
                "fk_cash_transfers_chapter_id_entry_id_journal_entries": {"entry_id": NOBODY},
            },
        )

    def test_of_a_count_are_booked_where_it_differs(self, books: Books, entry_id: int) -> None:
        facts = {"place": "petty_cash", "counted_on": DAY, "counted_minor": 5, "book_minor": 5}
        one = Sample(CashCount, of(books, **facts, form_key=key))
        assert_taken(one, {}, {"counted_minor": 4, "entry_id": entry_id})
        one.keep(form_key="sent")
        assert_refused(
            one,
            {
                "uq_cash_counts_chapter_id_form_key": {"form_key": "sent"},
                "ck_cash_counts_counted_not_negative": {"counted_minor": -1, "book_minor": -1},
                "ck_cash_counts_difference_is_booked": {"counted_minor": 4},
                "fk_cash_counts_made_by_members": {"made_by_member_id": somebody_elsewhere()},
                "fk_cash_counts_chapter_id_entry_id_journal_entries": {
                    "counted_minor": 4,
                    "entry_id": NOBODY,
                },
            },
        )
