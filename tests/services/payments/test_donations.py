"""Donations: money that is nobody's dues."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.domain.payments.requests import DonationEntry, Gift
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, OutboxMessage, Payment, Posting
from sigma_finance.queries.payments import unmatched
from sigma_finance.services.payments import donations, recording, reversing
from tests.books import ZONE, Books, assert_books_hold, charge, member_of, open_books, payment_of
from tests.services.payments.paying import deliver, press_pay

GIFT = Gift(5000, "Grace Hopper", "grace@example.com")


@pytest.fixture
def books(app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    db.session.get_one(Chapter, made.chapter_id).policy = Policy(donations_open=True).kept()
    db.session.commit()
    return made


def received(**changes: object) -> DonationEntry:
    return replace(DonationEntry(Method.CASH, today_in(ZONE), "k" * 16), **changes)  # type: ignore[arg-type]


def record(books: Books, gift: Gift = GIFT, **changes: object) -> str:
    made = donations.record(chapter_id=books.chapter_id, gift=gift, received=received(**changes), by=OPERATOR)
    assert_books_hold(books)
    return made.reference


def given(books: Books) -> int:
    chosen = select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(
        Posting.chapter_id == books.chapter_id, Posting.account == Account.INCOME_DONATIONS
    )
    return -int(db.session.scalar(chosen) or 0)


class TestADonationInCash:
    def test_is_income_apart_from_dues_with_a_receipt(self, books: Books) -> None:
        payment = payment_of(record(books))
        assert (payment.state, payment.member_id, given(books)) == (PaymentState.SUCCEEDED, None, 5000)
        assert member_of(books.members[0]).balance_minor == 20000
        [mail] = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "donation_receipt"))
        assert (mail.to_email, mail.context["receipt_number"][-4:]) == ("grace@example.com", "0001")

    def test_is_not_unmatched_and_cannot_be_assigned(self, books: Books) -> None:
        payment = payment_of(record(books))
        assert unmatched.unmatched(chapter_id=books.chapter_id) == []
        with pytest.raises(Conflict):
            recording.assign(
                chapter_id=books.chapter_id,
                payment_id=payment.id,
                member_id=books.members[0],
                by=OPERATOR,
            )

    def test_is_booked_once_for_a_form(self, books: Books) -> None:
        assert record(books) == record(books)
        with pytest.raises(Conflict):
            record(books, replace(GIFT, amount_minor=6000))
        assert given(books) == 5000

    def test_is_taken_back_by_reversal(self, books: Books) -> None:
        payment = payment_of(record(books))
        reversing.reverse(chapter_id=books.chapter_id, payment_id=payment.id, reason="Bounced", by=OPERATOR)
        assert given(books) == 0
        assert_books_hold(books)

    @pytest.mark.parametrize(
        ("gift", "changes", "field"),
        [
            (replace(GIFT, amount_minor=0), {}, "amount"),
            (replace(GIFT, amount_minor=10**9), {}, "amount"),
            (replace(GIFT, donor_name=" "), {}, "donor_name"),
            (replace(GIFT, donor_email="not one"), {}, "donor_email"),
            (GIFT, {"method": Method.CARD}, "method"),
            (GIFT, {"received_on": today_in(ZONE) + timedelta(days=1)}, "received_on"),
            (GIFT, {"received_on": date(1999, 12, 31)}, "received_on"),
        ],
    )
    def test_is_refused_where_it_cannot_be(
        self, books: Books, gift: Gift, changes: dict[str, object], field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            record(books, gift, **changes)
        assert refusal.value.field == field
        assert db.session.scalars(select(Payment)).all() == []


class TestADonationByCard:
    def test_is_booked_by_the_webhook_and_by_the_return_once(self, books: Books, sandbox: Sandbox) -> None:
        donations.start(slug=books.slug, gift=GIFT, by=OPERATOR)
        session = sandbox.sessions()[0]
        assert session["amount_total"] == 5000
        sandbox.pay(session["id"])
        payment = db.session.scalars(select(Payment)).one()
        for _ in range(2):
            donations.settle_return(slug=books.slug, reference=payment.reference, session_id=session["id"])
            deliver(sandbox)
        assert given(books) == 5000
        assert_books_hold(books)

    def test_can_be_refunded(self, books: Books, sandbox: Sandbox) -> None:
        donations.start(slug=books.slug, gift=GIFT, by=OPERATOR)
        session_id = sandbox.sessions()[0]["id"]
        sandbox.pay(session_id)
        sandbox.refund(session_id, amount=2000)
        deliver(sandbox)
        assert given(books) == 3000
        assert_books_hold(books)

    def test_is_income_again_where_its_refund_fails(self, books: Books, sandbox: Sandbox) -> None:
        donations.start(slug=books.slug, gift=GIFT, by=OPERATOR)
        session_id = sandbox.sessions()[0]["id"]
        sandbox.pay(session_id)
        refund = sandbox.refund(session_id, amount=2000)
        deliver(sandbox)
        sandbox.fail_refund(refund["id"])
        deliver(sandbox)
        assert given(books) == 5000
        assert_books_hold(books)

    def test_is_not_taken_where_the_page_is_closed(self, books: Books) -> None:
        db.session.get_one(Chapter, books.chapter_id).policy = {}
        db.session.commit()
        for slug in (books.slug, "nobody"):
            with pytest.raises(NotFound):
                donations.start(slug=slug, gift=GIFT, by=OPERATOR)

    def test_is_no_members_payment_on_its_way_back(self, books: Books, sandbox: Sandbox) -> None:
        donations.start(slug=books.slug, gift=GIFT, by=OPERATOR)
        given_by_card = db.session.scalars(select(Payment)).one().reference
        members = payment_of(press_pay(books).reference).reference
        for slug, reference in [
            (books.slug, members),
            (books.slug, "D-NONE"),
            ("nobody", given_by_card),
        ]:
            with pytest.raises(NotFound, match="no such donation"):
                donations.settle_return(slug=slug, reference=reference, session_id=None)
