"""What the provider keeps, in the books."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.types import ChargeFee
from sigma_finance.models import JournalEntry, Posting
from sigma_finance.services.payments import fees
from sigma_finance.services.payments.verdicts import NOT_OURS, Verdict
from tests.books import Books, assert_books_hold, charge, open_books, payment_of
from tests.services.payments.paying import deliver, press_pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


class TestAFee:
    def test_is_booked_once_and_corrected_when_it_changes(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        deliver(sandbox)
        intent = payment_of(payment.reference).stripe_payment_intent_id
        for fee_minor in (700, 700, 650):
            fees.book_fee(charge=ChargeFee("ch_1", intent, fee_minor, 20000 - fee_minor))
        kept = select(Posting.amount_minor).where(Posting.account == Account.PROCESSING_FEES)
        assert sum(db.session.scalars(kept)) == 650
        assert_books_hold(books)

    def test_is_nothing_to_us_where_no_payment_here_is_its(self, books: Books) -> None:
        for intent in (None, "pi_of_another_product"):
            assert fees.book_fee(charge=ChargeFee("ch_1", intent, 30, 970)) == NOT_OURS
        assert db.session.scalars(select(JournalEntry.kind)).all() == [EntryKind.CHARGE]

    def test_waits_to_be_known_and_for_the_payment_to_be_booked(self, books: Books) -> None:
        payment = press_pay(books)
        payment_of(payment.reference).stripe_payment_intent_id = "pi_1"
        db.session.commit()
        early = fees.book_fee(charge=ChargeFee("ch_1", "pi_1", 30, 970))
        unknown = fees.book_fee(charge=ChargeFee("ch_1", "pi_1", None, None))
        assert early == unknown
        assert (early.verdict, "not known yet" in early.reason) == (Verdict.IGNORED, True)
        assert db.session.scalars(select(JournalEntry.kind)).all() == [EntryKind.CHARGE]
