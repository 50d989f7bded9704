"""Payments that are reversed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.domain.payments.requests import NewCreditReturn
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Charge, OutboxMessage, Payment, ReceiptVoid
from sigma_finance.services.payments import credit_returns, recording, reversing
from tests.books import (
    ZONE,
    Books,
    assert_books_hold,
    charge,
    manual,
    member_of,
    open_books,
    pay,
    payment_of,
    set_policy,
)
from tests.services.imports.importing import DAY, imported, rows
from tests.services.payments.paying import deliver, press_pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


class TestReversing:
    def test_takes_the_money_out_keeps_the_original_and_voids_the_receipt(self, books: Books) -> None:
        recorded = pay(books, books.members[0], 25000)
        reversing.reverse(
            chapter_id=books.chapter_id,
            payment_id=recorded.payment_id,
            reason="The check bounced",
            by=OPERATOR,
        )
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor) == (20000, 0)
        assert db.session.get_one(Payment, recorded.payment_id).state is PaymentState.REVERSED
        assert db.session.scalars(select(ReceiptVoid.reason)).all() == ["The check bounced"]
        assert_books_hold(books)

    def test_works_once_and_asks_for_a_reason(self, books: Books) -> None:
        recorded = pay(books, books.members[0], 100)
        with pytest.raises(Invalid):
            reversing.reverse(
                chapter_id=books.chapter_id, payment_id=recorded.payment_id, reason="  ", by=OPERATOR
            )
        reversing.reverse(
            chapter_id=books.chapter_id, payment_id=recorded.payment_id, reason="No", by=OPERATOR
        )
        with pytest.raises(Conflict):
            reversing.reverse(
                chapter_id=books.chapter_id, payment_id=recorded.payment_id, reason="No", by=OPERATOR
            )

    def test_is_refused_while_its_credit_is_paid_out(self, books: Books) -> None:
        recorded = pay(books, books.members[0], 25_000)
        returned = credit_returns.return_credit(
            request=NewCreditReturn(
                books.chapter_id, books.members[0], 5_000, Method.CASH, today_in(ZONE), "", "once"
            ),
            by=OPERATOR,
        )
        whose: dict[str, Any] = {"chapter_id": books.chapter_id, "payment_id": recorded.payment_id}
        with pytest.raises(Conflict, match="returned to the member as credit"):
            reversing.reverse(**whose, reason="No", by=OPERATOR)
        credit_returns.reverse(
            chapter_id=books.chapter_id, credit_return_id=returned, reason="Not paid", by=OPERATOR
        )
        reversing.reverse(**whose, reason="No", by=OPERATOR)
        assert member_of(books.members[0]).balance_minor == 20_000
        assert_books_hold(books)

    def test_is_not_for_what_goes_back_in_a_way_of_its_own(self, books: Books, sandbox: Sandbox) -> None:
        by_card = press_pay(books)
        sandbox.pay(by_card.stripe_session_id or "")
        deliver(sandbox)
        imported(books, rows(("Member 0", "", 200, DAY, "Check", "")))
        ways = {False: "refunded, not reversed", True: "taken back with its whole import"}
        made = db.session.scalars(select(Payment).where(Payment.chapter_id == books.chapter_id)).all()
        assert {one.historical for one in made} == set(ways)
        for one in made:
            with pytest.raises(Conflict, match=ways[one.historical]):
                reversing.reverse(chapter_id=books.chapter_id, payment_id=one.id, reason="No", by=OPERATOR)
        assert {payment_of(one.reference).state for one in made} == {PaymentState.SUCCEEDED}

    def test_that_was_approved_is_of_what_was_there_then(self, books: Books) -> None:
        recorded = pay(books, books.members[0], 20_000)
        whose: dict[str, Any] = {"chapter_id": books.chapter_id, "payment_id": recorded.payment_id}
        with pytest.raises(Conflict, match="has gone back since"):
            reversing.reverse(**whose, reason="No", by=OPERATOR, approved=19_999)
        assert member_of(books.members[0]).balance_minor == 0
        reversing.reverse(**whose, reason="No", by=OPERATOR, approved=20_000)
        assert member_of(books.members[0]).balance_minor == 20_000


class TestABouncedCheck:
    def bounce(self, books: Books, method: Method = Method.CHECK, reason: str = "") -> None:
        request = replace(manual(books, books.members[0], 20_000), method=method)
        recorded = recording.record(request=request, by=OPERATOR)
        reversing.reverse(
            chapter_id=books.chapter_id,
            payment_id=recorded.payment_id,
            reason=reason,
            by=OPERATOR,
            bounced=True,
        )

    def told(self) -> dict[str, Any]:
        chosen = select(OutboxMessage.context).where(OutboxMessage.kind == "payment_reversed")
        return dict(db.session.scalars(chosen).one())

    def test_costs_what_the_chapter_asks_for_it_and_needs_no_other_reason(self, books: Books) -> None:
        set_policy(books, Policy(bounced_check_fee_minor=2_500))
        self.bounce(books)
        assert member_of(books.members[0]).balance_minor == 22_500
        fee = db.session.scalars(select(Charge).order_by(Charge.id.desc())).first()
        assert fee is not None
        assert (fee.description, fee.amount_minor) == ("Returned check fee", 2_500)
        told = self.told()
        assert (told["reason"], told["fee"], told["balance"]) == ("The check bounced.", "$25.00", "$225.00")
        assert_books_hold(books)

    def test_costs_nothing_where_the_chapter_asks_for_nothing(self, books: Books) -> None:
        set_policy(books, Policy(bounced_check_fee_minor=0))
        self.bounce(books, reason="No money in the account")
        assert member_of(books.members[0]).balance_minor == 20_000
        assert (self.told()["reason"], self.told()["fee"]) == ("No money in the account", "")

    def test_is_a_check(self, books: Books) -> None:
        with pytest.raises(Invalid, match="Only a check can bounce") as refusal:
            self.bounce(books, Method.CASH)
        assert refusal.value.field == "bounced"
        assert member_of(books.members[0]).balance_minor == 0
