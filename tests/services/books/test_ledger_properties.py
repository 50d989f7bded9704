"""Whatever a term brings, in whatever order, no cent is lost and none invented."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, DomainError
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.refunds import HandRefund, StillOwed
from sigma_finance.domain.payments.requests import NewCreditReturn, NewRefund
from sigma_finance.extensions import db
from sigma_finance.models import Charge, ChargeBatch, CreditReturn, Deposit, Payment, Refund
from sigma_finance.queries.payments.deposits import on_hand
from sigma_finance.services.dues import batches, charges
from sigma_finance.services.payments import credit_returns, deposits, recording, refunding, reversing
from tests.books import ZONE, Books, assert_books_hold, charge, manual, member_of, open_books, pay

amounts = st.integers(1, 30_000)
whose = st.integers(0, 1)
which = st.integers(0, 30)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("charge"), whose, amounts),
        st.tuples(st.just("pay"), whose, amounts),
        st.tuples(st.just("waive"), which, amounts),
        st.tuples(st.just("reverse charge"), which, amounts),
        st.tuples(st.just("reverse payment"), which, amounts),
        st.tuples(st.just("charge many"), whose, amounts),
        st.tuples(st.just("reverse batch"), which, amounts),
        st.tuples(st.just("record many"), whose, amounts),
        st.tuples(st.just("deposit"), which, amounts),
        st.tuples(st.just("reverse deposit"), which, amounts),
        st.tuples(st.just("return credit"), whose, amounts),
        st.tuples(st.just("reverse credit return"), which, amounts),
        st.tuples(st.just("refund"), which, amounts),
        st.tuples(st.just("refund fails"), which, amounts),
    ),
    min_size=1,
    max_size=14,
)


def _charge(books: Books, pick: int, amount: int) -> None:
    charge(books, books.members[pick], amount)


def _pay(books: Books, pick: int, amount: int) -> None:
    pay(books, books.members[pick], amount)


def _picked(model: Any, books: Books, pick: int) -> int | None:
    ids = list(
        db.session.scalars(select(model.id).where(model.chapter_id == books.chapter_id).order_by(model.id))
    )
    return ids[pick % len(ids)] if ids else None


def _count(model: Any, books: Books) -> int:
    found = db.session.scalar(select(func.count()).where(model.chapter_id == books.chapter_id))
    return found or 0


def _waive(books: Books, pick: int, amount: int) -> None:
    if charge_id := _picked(Charge, books, pick):
        charges.waive(
            chapter_id=books.chapter_id,
            charge_id=charge_id,
            amount_minor=amount,
            reason="hardship",
            by=OPERATOR,
        )


def _reverse_charge(books: Books, pick: int, _amount: int) -> None:
    if charge_id := _picked(Charge, books, pick):
        charges.reverse(chapter_id=books.chapter_id, charge_id=charge_id, reason="a mistake", by=OPERATOR)


def _reverse_payment(books: Books, pick: int, _amount: int) -> None:
    if payment_id := _picked(Payment, books, pick):
        reversing.reverse(chapter_id=books.chapter_id, payment_id=payment_id, reason="a mistake", by=OPERATOR)


def _charge_many(books: Books, pick: int, amount: int) -> None:
    due_on = today_in(ZONE) + timedelta(days=pick)
    batches.charge_many(
        chapter_id=books.chapter_id,
        member_ids=books.members,
        request=charges.NewCharge(0, ChargeKind.FINE, "Missed meeting", amount, due_on),
        by=OPERATOR,
    )


def _reverse_batch(books: Books, pick: int, _amount: int) -> None:
    if batch_id := _picked(ChargeBatch, books, pick):
        batches.reverse_batch(chapter_id=books.chapter_id, batch_id=batch_id, reason="a mistake", by=OPERATOR)


def _record_many(books: Books, pick: int, amount: int) -> None:
    whose = (books.members[pick], *books.members)
    recording.record_many(requests=[manual(books, one, amount) for one in whose], by=OPERATOR)


def _deposit(books: Books, pick: int, _amount: int) -> None:
    held = [one.payment_id for one in on_hand(chapter_id=books.chapter_id)]
    deposits.deposit(
        chapter_id=books.chapter_id,
        payment_ids=held[: pick + 1],
        deposited_on=today_in(ZONE),
        note="",
        by=OPERATOR,
    )


def _reverse_deposit(books: Books, pick: int, _amount: int) -> None:
    if deposit_id := _picked(Deposit, books, pick):
        deposits.reverse(chapter_id=books.chapter_id, deposit_id=deposit_id, reason="a mistake", by=OPERATOR)


def _return_credit(books: Books, pick: int, amount: int) -> None:
    method = Method.CASH if amount % 2 else Method.CHECK
    credit_returns.return_credit(
        request=NewCreditReturn(
            books.chapter_id,
            books.members[pick],
            amount,
            method,
            today_in(ZONE),
            "",
            secrets.token_urlsafe(16),
        ),
        by=OPERATOR,
    )


def _reverse_credit_return(books: Books, pick: int, _amount: int) -> None:
    if credit_return_id := _picked(CreditReturn, books, pick):
        credit_returns.reverse(
            chapter_id=books.chapter_id, credit_return_id=credit_return_id, reason="a mistake", by=OPERATOR
        )


def _refund(books: Books, pick: int, amount: int) -> None:
    if payment_id := _picked(Payment, books, pick):
        refunding.refund(
            request=NewRefund(
                books.chapter_id,
                payment_id,
                amount,
                list(StillOwed)[amount % 3],
                "left",
                secrets.token_urlsafe(16),
                HandRefund(Method.CASH if amount % 2 else Method.CHECK, today_in(ZONE)),
            ),
            by=OPERATOR,
        )


def _refund_fails(books: Books, pick: int, _amount: int) -> None:
    if refund_id := _picked(Refund, books, pick):
        refunding.did_not_arrive(
            chapter_id=books.chapter_id,
            payment_id=db.session.get_one(Refund, refund_id).payment_id,
            refund_id=refund_id,
            reason="never cashed",
            by=OPERATOR,
        )


ACTS: dict[str, Callable[[Books, int, int], None]] = {
    "charge": _charge,
    "pay": _pay,
    "waive": _waive,
    "reverse charge": _reverse_charge,
    "reverse payment": _reverse_payment,
    "charge many": _charge_many,
    "reverse batch": _reverse_batch,
    "record many": _record_many,
    "deposit": _deposit,
    "reverse deposit": _reverse_deposit,
    "return credit": _return_credit,
    "reverse credit return": _reverse_credit_return,
    "refund": _refund,
    "refund fails": _refund_fails,
}


class TestTheLedger:
    @settings(
        max_examples=25,
        deadline=None,
        # Each database runs the method on an instance of its own, which keeps nothing.
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
    )
    @given(term=steps)
    def test_holds_after_every_step_of_any_term(
        self, any_app: Flask, term: list[tuple[str, int, int]]
    ) -> None:
        books = open_books()
        for act, pick, amount in term:
            with suppress(DomainError):
                ACTS[act](books, pick, amount)
            assert_books_hold(books)

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(term=steps)
    def test_comes_back_to_nothing_when_everything_is_reversed(
        self, sqlite_app: Flask, term: list[tuple[str, int, int]]
    ) -> None:
        books = open_books()
        for act, pick, amount in term:
            with suppress(DomainError):
                ACTS[act](books, pick, amount)
        for model, undo in (
            (Refund, _refund_fails),
            (CreditReturn, _reverse_credit_return),
            (Charge, _reverse_charge),
            (Deposit, _reverse_deposit),
            (Payment, _reverse_payment),
        ):
            for index in range(_count(model, books)):
                with suppress(Conflict):
                    undo(books, index, 0)
        assert_books_hold(books)
        assert [(m.balance_minor, m.credit_minor) for m in map(member_of, books.members)] == [(0, 0), (0, 0)]
