"""Reimbursements: asked for by a member, decided by an officer who isn't they, paid out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.approvals import Act
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import Conflict, Forbidden, Invalid, NotFound
from sigma_finance.domain.payments.payments import FormSentAlready
from sigma_finance.domain.spending.spending import SpendingState
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage, Spending
from sigma_finance.queries.spending import spendings
from sigma_finance.services import approvals, files
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.services.files import NewFile
from sigma_finance.services.spending import expenses, reimbursements
from tests.people import People, Person
from tests.pictures import picture
from tests.spending import (
    FOOD,
    a_reimbursement,
    acting,
    ask,
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


def approve(people: People, spending_id: int, by: Person | None = None) -> None:
    reimbursements.approve(
        chapter_id=people.chapter_id,
        spending_id=spending_id,
        category=FOOD,
        by=acting(by or people.treasurer),
    )


def pay(people: People, spending_id: int, by: Person | None = None) -> None:
    reimbursements.pay(
        chapter_id=people.chapter_id,
        spending_id=spending_id,
        paid=by_check(),
        by=acting(by or people.treasurer),
    )


def told(kind: str) -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    )
    return [(one.to_email, one.context["amount"]) for one in rows]


class TestAsking:
    def test_tells_the_officers_and_books_nothing(self, people: People) -> None:
        made = ask(people.member)
        assert state_of(made) is SpendingState.ASKED
        assert {to for to, _ in told("reimbursement_asked")} == {people.treasurer.email, people.admin.email}
        assert spendings.steps(chapter_id=people.chapter_id, spending_id=made) == []

    def test_keeps_where_to_pay_encrypted(self, people: People) -> None:
        made = ask(people.member)
        raw = db.session.scalar(text("SELECT pay_to FROM spendings"))
        assert "ada@example.org" not in str(raw)
        found = spendings.get_facts(chapter_id=people.chapter_id, spending_id=made)
        assert found.pay_to == "Zelle ada@example.org"
        assert (
            spendings.get_facts(
                chapter_id=people.chapter_id, spending_id=ask(people.member, pay_to="")
            ).pay_to
            is None
        )

    def test_comes_with_a_photo(self, people: People) -> None:
        member = people.member
        with files.kept(
            chapter_id=member.chapter_id,
            member_id=member.member_id,
            file=NewFile(picture("JPEG"), "IMG_1.jpg"),
            field="receipt",
        ) as file_ids:
            made = reimbursements.ask(request=a_reimbursement(member), file_ids=file_ids, by=acting(member))
        db.session.rollback()
        [receipt] = spendings.receipts(chapter_id=people.chapter_id, spending_id=made)
        assert receipt.name == "IMG_1.jpg"

    def test_sent_twice_is_one(self, people: People) -> None:
        request, by = a_reimbursement(people.member), acting(people.member)
        once, twice = (reimbursements.ask(request=request, file_ids=[], by=by) for _ in range(2))
        assert once == twice
        with pytest.raises(FormSentAlready):
            reimbursements.ask(request=replace(request, amount_minor=1), file_ids=[], by=by)

    @pytest.mark.parametrize(
        ("change", "field"),
        [({"amount_minor": 0}, "amount"), ({"payee": ""}, "payee"), ({"what": " "}, "what")],
    )
    def test_says_what_is_missing(self, people: People, change: dict[str, Any], field: str) -> None:
        with pytest.raises(Invalid) as refused:
            reimbursements.ask(
                request=a_reimbursement(people.member, **change), file_ids=[], by=acting(people.member)
            )
        assert refused.value.field == field

    def test_is_of_no_day_to_come(self, people: People) -> None:
        with pytest.raises(Invalid, match="not come yet"):
            ask(people.member, spent_on=today() + timedelta(days=1))


class TestApproving:
    def test_has_the_chapter_owe_it_and_tells_the_member(self, people: People) -> None:
        made = ask(people.member)
        approve(people, made)
        assert (on(people, FOOD), on(people, Account.PAYABLE_MEMBERS)) == (3000, -3000)
        assert told("reimbursement_approved") == [(people.member.email, "$30.00")]
        with pytest.raises(Conflict, match="to be paid by now"):
            approve(people, made)

    def test_is_never_of_ones_own(self, people: People) -> None:
        made = ask(people.treasurer)
        with pytest.raises(Forbidden, match="Another officer"):
            approve(people, made)
        approve(people, made, people.admin)
        with pytest.raises(Forbidden, match="Another officer"):
            pay(people, made)
        pay(people, made, people.admin)

    def test_is_under_a_category_of_expenses(self, people: People) -> None:
        with pytest.raises(Invalid, match="Choose a category"):
            reimbursements.approve(
                chapter_id=people.chapter_id,
                spending_id=ask(people.member),
                category=Account.INCOME_01,
                by=OPERATOR,
            )

    def test_is_of_a_reimbursement(self, people: People) -> None:
        with pytest.raises(NotFound):
            approve(people, enter_bill(people))
        with pytest.raises(Conflict, match="no reimbursement"):
            pay(people, enter_bill(people))

    def test_above_the_limit_takes_two_who_are_not_the_member(self, any_app: Flask) -> None:
        people = spending_chapter(limit_minor=10000)
        made, other = ask(people.member, 15000), second_treasurer(people)
        with pytest.raises(NeedsSecond):
            approve(people, made)
        assert state_of(made) is SpendingState.ASKED
        facts = {"category": FOOD.value}
        request = ApprovalRequest(Act.REIMBURSEMENT, made, people.member.member_id, 15000, "Plates", facts)
        approval_id = approvals.ask(
            chapter_id=people.chapter_id, request=request, by=acting(people.treasurer)
        )
        approvals.approve(chapter_id=people.chapter_id, approval_id=approval_id, by=acting(other))
        assert (state_of(made), on(people, Account.PAYABLE_MEMBERS)) == (SpendingState.OWED, -15000)
        pay(people, made)
        spend(people, 10000)

    def test_counts_what_a_member_was_given_by_any_officer(self, any_app: Flask) -> None:
        people = spending_chapter(limit_minor=10000)
        other = second_treasurer(people)
        approve(people, ask(people.member, 6000))
        with pytest.raises(NeedsSecond):
            approve(people, ask(people.member, 5000), other)
        approve(people, ask(people.admin, 5000), other)

    def test_of_another_amount_than_was_asked_is_refused(self, people: People) -> None:
        with pytest.raises(Conflict, match="not as it was"):
            reimbursements.approve(
                chapter_id=people.chapter_id,
                spending_id=ask(people.member),
                category=FOOD,
                by=acting(people.admin),
                approved=1,
            )


class TestDeclining:
    def test_tells_the_member_why_and_books_nothing(self, people: People) -> None:
        made, own = ask(people.member), ask(people.treasurer)
        by = acting(people.treasurer)
        reimbursements.decline(chapter_id=people.chapter_id, spending_id=made, reason="No receipt", by=by)
        found = spendings.get_facts(chapter_id=people.chapter_id, spending_id=made)
        assert (found.state, found.answer) == (SpendingState.DECLINED, "No receipt")
        assert told("reimbursement_declined") == [(people.member.email, "$30.00")]
        with pytest.raises(Forbidden):
            reimbursements.decline(chapter_id=people.chapter_id, spending_id=own, reason="No", by=by)


class TestPaying:
    def test_takes_it_from_the_bank_and_tells_the_member(self, people: People) -> None:
        made = ask(people.member)
        approve(people, made)
        pay(people, made)
        assert (on(people, Account.PAYABLE_MEMBERS), on(people, Account.CASH_BANK)) == (0, -3000)
        assert told("reimbursement_paid") == [(people.member.email, "$30.00")]
        with pytest.raises(Conflict, match="waits to be paid"):
            pay(people, made)

    def test_is_told_with_how_where_there_is_no_reference(self, people: People) -> None:
        made = ask(people.member)
        approve(people, made)
        reimbursements.pay(
            chapter_id=people.chapter_id, spending_id=made, paid=by_check(trace=""), by=OPERATOR
        )
        db.session.rollback()
        [context] = db.session.scalars(
            select(OutboxMessage.context).where(OutboxMessage.kind == "reimbursement_paid")
        )
        assert context["how"].startswith("check on ")

    def test_is_taken_back_step_by_step(self, people: People) -> None:
        made = ask(people.member)
        approve(people, made)
        pay(people, made)
        states = [
            expenses.take_back(
                chapter_id=people.chapter_id,
                spending_id=made,
                reason="Wrong member",
                by=acting(people.treasurer),
            )
            for _ in range(2)
        ]
        assert states == [SpendingState.OWED, SpendingState.REVERSED]
        assert (on(people, FOOD), on(people, Account.PAYABLE_MEMBERS)) == (0, 0)


class TestTheMembersOwn:
    def test_is_withdrawn_until_somebody_decides(self, people: People) -> None:
        made, member = ask(people.member), people.member
        for other in (people.treasurer, people.admin):
            with pytest.raises(NotFound):
                reimbursements.withdraw(
                    chapter_id=people.chapter_id,
                    spending_id=made,
                    member_id=other.member_id,
                    by=acting(other),
                )
        reimbursements.withdraw(
            chapter_id=people.chapter_id, spending_id=made, member_id=member.member_id, by=acting(member)
        )
        assert state_of(made) is SpendingState.WITHDRAWN
        decided = ask(member)
        approve(people, decided)
        with pytest.raises(Conflict, match="by now"):
            reimbursements.withdraw(
                chapter_id=people.chapter_id,
                spending_id=decided,
                member_id=member.member_id,
                by=acting(member),
            )

    def test_takes_receipts_until_it_is_paid(self, people: People) -> None:
        made, member = ask(people.member), people.member
        asked = {"chapter_id": people.chapter_id, "spending_id": made, "member_id": member.member_id}
        reimbursements.add_receipt(**asked, file_ids=[], by=acting(member))
        approve(people, made)
        pay(people, made)
        with pytest.raises(Conflict, match="no receipt is needed"):
            reimbursements.add_receipt(**asked, file_ids=[], by=acting(member))
        assert db.session.get_one(Spending, made).member_id == member.member_id
