"""Expenses, other income and bills: booked, paid, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.approvals import Act
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from sigma_finance.domain.money import LIMIT_MINOR
from sigma_finance.domain.payments.payments import FormSentAlready
from sigma_finance.domain.spending.requests import NewSpending, PaidBy
from sigma_finance.domain.spending.spending import SpendingKind, SpendingState, SpendMethod
from sigma_finance.extensions import db
from sigma_finance.models import Approval, Chapter, JournalEntry, Spending
from sigma_finance.queries.chapters import chapters
from sigma_finance.queries.spending import spendings
from sigma_finance.services import approvals, files
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.books import verify
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.services.files import NewFile
from sigma_finance.services.spending import expenses
from tests.people import People
from tests.pictures import PDF
from tests.spending import (
    FOOD,
    a_bill,
    acting,
    an_expense,
    by_cash,
    by_check,
    enter_bill,
    on,
    second_treasurer,
    spend,
    spending_chapter,
    state_of,
    today,
)


@pytest.fixture
def people(any_app: Flask) -> People:
    return spending_chapter()


def record(people: People, request: NewSpending) -> int:
    return expenses.record(request=request, file_ids=[], by=acting(people.treasurer))


def take_back(people: People, spending_id: int) -> SpendingState:
    return expenses.take_back(
        chapter_id=people.chapter_id, spending_id=spending_id, reason="Twice", by=acting(people.treasurer)
    )


def pay(people: People, spending_id: int, paid: PaidBy | None = None) -> None:
    expenses.pay(
        chapter_id=people.chapter_id,
        spending_id=spending_id,
        paid=paid or by_check(),
        by=acting(people.treasurer),
    )


def assert_whole(people: People) -> None:
    """Every rule of the books holds."""
    db.session.rollback()
    report = verify.verify(chapters=[chapters.get_chapter(slug=people.slug)])
    assert report.differences == []


class TestAnExpense:
    def test_stands_on_its_category_against_what_paid_it(self, people: People) -> None:
        made = spend(people, 4000)
        assert (on(people, FOOD), on(people, Account.CASH_ON_HAND)) == (4000, 46000)
        assert state_of(made) is SpendingState.PAID
        spend(people, 1000, paid=by_check())
        assert on(people, Account.CASH_BANK) == -1000
        assert_whole(people)

    def test_is_booked_on_the_day_it_was_paid(self, people: People) -> None:
        day = today() - timedelta(days=40)
        made = spend(people, paid=by_cash(on=day), spent_on=day)
        [step] = spendings.steps(chapter_id=people.chapter_id, spending_id=made)
        assert (step.booked_on, step.memo) == (day, "Corner Shop: Dinner")

    def test_may_pay_over_what_is_held(self, people: People) -> None:
        spend(people, category=Account.HELD_NATIONAL)
        spend(people, category=Account.HELD_01)
        assert (on(people, Account.HELD_NATIONAL), on(people, Account.HELD_01)) == (4000, 4000)

    def test_sent_twice_is_one(self, people: People) -> None:
        request = an_expense(people)
        assert record(people, request) == record(people, request)
        assert on(people, FOOD) == 4000
        with pytest.raises(FormSentAlready):
            record(people, replace(request, amount_minor=1))

    @pytest.mark.parametrize("amount_minor", [0, -1, LIMIT_MINOR])
    def test_is_an_amount(self, people: People, amount_minor: int) -> None:
        with pytest.raises(Invalid) as refused:
            spend(people, amount_minor)
        assert refused.value.field == "amount"

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"category": Account.INCOME_01}, "category"),
            ({"category": Account.RECEIVABLE}, "category"),
            ({"category": Account.EXPENSE_02}, "category"),
            ({"payee": " "}, "payee"),
            ({"paid": None}, "method"),
            ({"spent_on": date(1999, 12, 31)}, "spent_on"),
            ({"paid": PaidBy(SpendMethod.CASH, Account.CASH_BANK, date(2026, 1, 1))}, "place"),
            ({"paid": PaidBy(SpendMethod.CHECK, Account.CASH_ON_HAND, date(2026, 1, 1))}, "place"),
            ({"paid": PaidBy(SpendMethod.CHECK, Account.CASH_STRIPE, date(2026, 1, 1))}, "place"),
        ],
    )
    def test_says_what_cannot_be_booked(self, people: People, change: dict[str, Any], field: str) -> None:
        with pytest.raises(Invalid) as refused:
            spend(people, **change)
        assert refused.value.field == field
        assert on(people, FOOD) == 0

    def test_is_of_no_day_to_come(self, people: People) -> None:
        tomorrow = today() + timedelta(days=1)
        for change in ({"spent_on": tomorrow}, {"paid": by_cash(on=tomorrow)}):
            with pytest.raises(Invalid, match="not come yet"):
                spend(people, **change)

    def test_takes_no_more_cash_than_is_there(self, people: People) -> None:
        spend(people, 50000)
        with pytest.raises(Conflict, match=r"\$0\.01 less cash on hand"):
            spend(people, 1)
        with pytest.raises(Conflict, match=r"\$40\.00 less petty cash"):
            spend(people, paid=by_cash(Account.PETTY_CASH))
        assert on(people, Account.CASH_ON_HAND) == 0

    def test_of_closed_books_stands_on_the_first_open_day(self, people: People) -> None:
        last = today().replace(day=1) - timedelta(days=1)
        db.session.get_one(Chapter, people.chapter_id).closed_through = last
        db.session.commit()
        day = last - timedelta(days=3)
        made = spend(people, paid=by_cash(on=day), spent_on=day)
        [step] = spendings.steps(chapter_id=people.chapter_id, spending_id=made)
        assert step.booked_on == last + timedelta(days=1)
        assert step.memo.startswith("Happened on")


class TestOtherIncome:
    def test_comes_to_where_it_was_put(self, people: People) -> None:
        made = spend(people, 900, kind=SpendingKind.INCOME, category=Account.INCOME_01)
        assert (on(people, Account.INCOME_01), on(people, Account.CASH_ON_HAND)) == (-900, 50900)
        assert take_back(people, made) is SpendingState.REVERSED
        assert on(people, Account.INCOME_01) == 0
        assert_whole(people)

    def test_is_on_no_category_of_expenses(self, people: People) -> None:
        with pytest.raises(Invalid, match="Choose a category"):
            spend(people, kind=SpendingKind.INCOME, category=FOOD)


class TestABill:
    def test_is_owed_from_its_date_until_it_is_paid(self, people: People) -> None:
        made = enter_bill(people)
        assert (on(people, FOOD), on(people, Account.BILLS_PAYABLE)) == (4000, -4000)
        assert state_of(made) is SpendingState.OWED
        pay(people, made)
        assert (on(people, Account.BILLS_PAYABLE), on(people, Account.CASH_BANK)) == (0, -4000)
        found = spendings.get_facts(chapter_id=people.chapter_id, spending_id=made)
        assert (found.state, found.trace, found.place) == (SpendingState.PAID, "1042", Account.CASH_BANK)
        with pytest.raises(Conflict, match="no bill that waits"):
            pay(people, made)
        assert_whole(people)

    def test_says_by_when(self, people: People) -> None:
        for due_on in (None, today() - timedelta(days=1)):
            with pytest.raises(Invalid) as refused:
                record(people, replace(a_bill(people), due_on=due_on))
            assert refused.value.field == "due_on"

    def test_is_not_paid_before_its_date(self, people: People) -> None:
        made = enter_bill(people)
        with pytest.raises(Invalid, match="before its own date"):
            pay(people, made, by_check(on=today() - timedelta(days=1)))

    def test_whose_payment_is_taken_back_is_to_be_paid_again(self, people: People) -> None:
        made = enter_bill(people)
        pay(people, made)
        assert take_back(people, made) is SpendingState.OWED
        assert (on(people, Account.BILLS_PAYABLE), on(people, Account.CASH_BANK)) == (-4000, 0)
        pay(people, made, by_cash())
        assert take_back(people, made) is SpendingState.OWED
        assert take_back(people, made) is SpendingState.REVERSED
        assert (on(people, FOOD), on(people, Account.BILLS_PAYABLE)) == (0, 0)
        assert len(spendings.steps(chapter_id=people.chapter_id, spending_id=made)) == 6
        assert_whole(people)


class TestTakingBack:
    def test_leaves_both_entries_and_a_reason(self, people: People) -> None:
        made = spend(people)
        assert take_back(people, made) is SpendingState.REVERSED
        assert (on(people, FOOD), on(people, Account.CASH_ON_HAND)) == (0, 50000)
        first, second = spendings.steps(chapter_id=people.chapter_id, spending_id=made)
        assert second.memo == "Twice"
        reversal = db.session.get_one(JournalEntry, second.entry_id)
        assert reversal.reverses_entry_id == first.entry_id

    def test_happens_once(self, people: People) -> None:
        made = spend(people)
        take_back(people, made)
        with pytest.raises(Conflict, match="nothing to take back"):
            take_back(people, made)

    def test_is_of_the_chapters_own(self, people: People) -> None:
        with pytest.raises(NotFound):
            take_back(people, 999_999)

    def test_of_income_takes_no_more_cash_than_is_there(self, people: People) -> None:
        made = spend(people, 900, kind=SpendingKind.INCOME, category=Account.INCOME_01)
        spend(people, 50900)
        with pytest.raises(Conflict, match="less cash on hand"):
            take_back(people, made)
        assert state_of(made) is SpendingState.PAID


class TestAboveTheLimit:
    @pytest.fixture
    def people(self, any_app: Flask) -> People:
        return spending_chapter(in_hand_minor=100000, limit_minor=10000)

    def propose(self, people: People, amount_minor: int = 15000) -> tuple[int, int]:
        """An expense that another officer is asked to approve, and the request."""
        with pytest.raises(NeedsSecond):
            spend(people, amount_minor)
        made = approvals.ask_expense(
            entry=an_expense(people, amount_minor), file_ids=[], by=acting(people.treasurer)
        )
        db.session.rollback()
        return made, db.session.scalars(select(Approval.id).where(Approval.subject_id == made)).one()

    def test_an_expense_is_booked_once_another_officer_approves(self, people: People) -> None:
        made, approval_id = self.propose(people)
        assert (state_of(made), on(people, FOOD)) == (SpendingState.ASKED, 0)
        with pytest.raises(Forbidden):
            approvals.approve(
                chapter_id=people.chapter_id, approval_id=approval_id, by=acting(people.treasurer)
            )
        approvals.approve(chapter_id=people.chapter_id, approval_id=approval_id, by=acting(people.admin))
        assert (state_of(made), on(people, FOOD)) == (SpendingState.PAID, 15000)
        spend(people, 10000)
        assert_whole(people)

    def test_an_expense_comes_to_nothing_once_it_is_declined(self, people: People) -> None:
        made, approval_id = self.propose(people)
        approvals.decline(
            chapter_id=people.chapter_id, approval_id=approval_id, reason="Too much", by=acting(people.admin)
        )
        found = db.session.get_one(Spending, made)
        db.session.refresh(found)
        assert (found.state, found.answer) == (SpendingState.DECLINED, "Too much")
        assert on(people, FOOD) == 0

    def test_is_counted_over_thirty_days_with_other_ways_money_leaves(self, people: People) -> None:
        spend(people, 6000)
        bill = enter_bill(people, 5000)
        with pytest.raises(NeedsSecond):
            pay(people, bill)
        assert state_of(bill) is SpendingState.OWED
        spend(people, 4000)
        with pytest.raises(NeedsSecond):
            spend(people, 1)

    def test_a_bill_is_paid_once_another_officer_approves(self, people: People) -> None:
        bill = enter_bill(people, 15000)
        facts = {"method": "check", "place": "cash_bank", "paid_on": today().isoformat(), "trace": "7"}
        approval_id = approvals.ask(
            chapter_id=people.chapter_id,
            request=ApprovalRequest(Act.BILL, bill, None, 15000, "Rent", facts),
            by=acting(people.treasurer),
        )
        assert spendings.is_asked_about(chapter_id=people.chapter_id, spending_id=bill)
        approvals.approve(chapter_id=people.chapter_id, approval_id=approval_id, by=acting(people.admin))
        assert (state_of(bill), on(people, Account.CASH_BANK)) == (SpendingState.PAID, -15000)
        assert not spendings.is_asked_about(chapter_id=people.chapter_id, spending_id=bill)
        spend(people, 10000)

    def test_what_was_proposed_and_changed_since_is_not_booked(self, people: People) -> None:
        made, _ = self.propose(people)
        for approved in (1, 14999):
            with pytest.raises(Conflict, match="not as it was"):
                expenses.book_proposed(
                    chapter_id=people.chapter_id,
                    spending_id=made,
                    by=acting(people.admin),
                    approved=approved,
                )
        bill = enter_bill(people)
        with pytest.raises(Conflict, match="not as it was"):
            expenses.pay(
                chapter_id=people.chapter_id,
                spending_id=bill,
                paid=by_check(),
                by=acting(people.admin),
                approved=1,
            )

    def test_a_proposal_sent_twice_is_one(self, people: People) -> None:
        request = an_expense(people, 15000)
        by = acting(people.treasurer)
        once, twice = (expenses.propose(request=request, file_ids=[], by=by) for _ in range(2))
        assert once == twice
        expenses.drop_proposed(chapter_id=people.chapter_id, spending_id=once, answer="", by=by)
        expenses.drop_proposed(chapter_id=people.chapter_id, spending_id=once, answer="", by=by)
        assert state_of(once) is SpendingState.DECLINED

    def test_other_income_is_taken_back_once_another_officer_approves(self, people: People) -> None:
        made = spend(people, 15000, kind=SpendingKind.INCOME, category=Account.INCOME_01)
        with pytest.raises(NeedsSecond):
            take_back(people, made)
        approval_id = approvals.ask(
            chapter_id=people.chapter_id,
            request=ApprovalRequest(Act.INCOME_TAKEN_BACK, made, None, 15000, "Twice", {}),
            by=acting(people.treasurer),
        )
        assert spendings.is_asked_about(chapter_id=people.chapter_id, spending_id=made)
        with pytest.raises(Conflict, match="not as it was"):
            expenses.take_back(
                chapter_id=people.chapter_id,
                spending_id=made,
                reason="x",
                by=acting(people.admin),
                approved=1,
            )
        approvals.approve(chapter_id=people.chapter_id, approval_id=approval_id, by=acting(people.admin))
        assert (state_of(made), on(people, Account.INCOME_01)) == (SpendingState.REVERSED, 0)
        take_back(people, spend(people, 10000))
        with pytest.raises(NeedsSecond):
            spend(people, 1)

    def test_a_second_treasurer_has_a_sum_of_their_own(self, people: People) -> None:
        spend(people, 10000)
        other = second_treasurer(people)
        expenses.record(request=an_expense(people, 10000), file_ids=[], by=acting(other))
        assert on(people, FOOD) == 20000


class TestReceipts:
    def test_are_up_to_six(self, people: People) -> None:
        made, chapter_id = spend(people), people.chapter_id
        treasurer = people.treasurer

        def add() -> None:
            with files.kept(
                chapter_id=chapter_id,
                member_id=treasurer.member_id,
                file=NewFile(PDF, "scan.pdf"),
                field="receipt",
            ) as file_ids:
                expenses.add_receipt(
                    chapter_id=chapter_id, spending_id=made, file_ids=file_ids, by=acting(treasurer)
                )

        for _ in range(6):
            add()
        with pytest.raises(DomainError, match="can have 6"):
            add()
        db.session.rollback()
        assert len(spendings.receipts(chapter_id=chapter_id, spending_id=made)) == 6
