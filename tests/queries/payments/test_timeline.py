"""What became of a payment, step by step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.payments import DisputeState
from sigma_finance.extensions import db
from sigma_finance.models import Payment
from sigma_finance.queries.payments import timeline
from sigma_finance.queries.payments.going_back import ReturnedMoney
from sigma_finance.services.payments import recording, reversing
from tests.books import Books, charge, manual, open_books, pay, payment_of
from tests.services.payments.paying import deliver, press_pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def told(payment: Payment, receipt: str | None = None) -> list[tuple[str, int | None, str]]:
    return [(one.what, one.amount_minor, one.note) for one in timeline.steps(payment, receipt=receipt)]


class TestATimeline:
    def test_says_when_it_was_paid_and_by_which_receipt(self, books: Books) -> None:
        charge(books, books.members[0])
        made = pay(books, books.members[0], 5000)
        assert told(payment_of(made.reference), "R-1") == [("Paid", 5000, "Receipt R-1")]

    def test_ends_with_its_reversal(self, books: Books) -> None:
        made = pay(books, books.members[0], 5000)
        payment = payment_of(made.reference)
        reversing.reverse(chapter_id=books.chapter_id, payment_id=payment.id, reason="Bounced.", by=OPERATOR)
        assert told(payment_of(made.reference)) == [("Paid", 5000, ""), ("Reversed", 5000, "")]

    def test_begins_with_the_report_of_what_nobody_has_confirmed(self, books: Books) -> None:
        made = recording.report(request=manual(books, books.members[0], 300), by=OPERATOR)
        assert told(db.session.get_one(Payment, made)) == [("Reported", None, "")]

    def test_says_by_when_a_bank_wants_an_answer_while_it_does(self, books: Books) -> None:
        payment = payment_of(pay(books, books.members[0], 5000).reference)
        began, due = now() + timedelta(hours=1), now() + timedelta(days=7)

        def told_of(state: DisputeState) -> list[tuple[str, int | None]]:
            asked = ReturnedMoney("Dispute", state, 2000, began, answer_by=due)
            found = timeline.steps(payment, receipt=None, returned=[asked])
            return [(one.what, one.amount_minor) for one in found]

        asked = [("Paid", 5000), ("The bank asks about it", 2000)]
        assert told_of(DisputeState.OPEN) == [*asked, ("Answer to the dispute is due", None)]
        assert told_of(DisputeState.WON) == asked

    def test_tells_what_a_dispute_took_its_fee_and_what_is_lost_apart(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        charge(books, books.members[0])
        session = (payment := press_pay(books)).stripe_session_id or ""
        sandbox.pay(session)
        deliver(sandbox)
        sandbox.refund(session, amount=5000)
        disputed = sandbox.dispute(session)
        deliver(sandbox)
        sandbox.lose(disputed["id"])
        deliver(sandbox)
        found = [(one.what, one.amount_minor) for one in timeline.steps(payment, receipt=None)]
        assert [one for one in found if one[0] not in ("Asked for", "Paid", "Stripe's fee")] == [
            ("Refunded", 5000),
            ("Disputed, and taken back by the bank", 20000),
            ("Stripe's fee for the dispute", 1500),
            ("Lost for good, beyond what it held", 5000),
        ]

    def test_tells_that_the_fee_for_a_dispute_came_back(self, books: Books, sandbox: Sandbox) -> None:
        charge(books, books.members[0])
        session = (payment := press_pay(books)).stripe_session_id or ""
        sandbox.pay(session)
        disputed = sandbox.dispute(session)
        deliver(sandbox)
        sandbox.win(disputed["id"], return_fee=True)
        deliver(sandbox)
        found = [(one.what, one.amount_minor) for one in timeline.steps(payment, receipt=None)]
        assert ("Fee for the dispute given back", 1500) in found

    def test_is_of_its_own_payment(self, books: Books) -> None:
        first, second = (pay(books, books.members[0], amount) for amount in (100, 200))
        assert told(payment_of(first.reference)) == [("Paid", 100, "")]
        assert told(payment_of(second.reference)) == [("Paid", 200, "")]
