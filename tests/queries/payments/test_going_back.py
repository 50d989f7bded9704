"""Money of a payment that went back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.payments import DisputeState, RefundState
from sigma_finance.models import Dispute, Refund
from sigma_finance.queries.payments import going_back
from tests import rows
from tests.books import Books, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


class TestMoneyThatWentBack:
    def test_is_told_with_what_became_of_it_in_its_order(self, books: Books) -> None:
        paid, due = pay(books, books.members[0], 5000), now() + timedelta(days=7)
        at = now()
        asked = {"stripe_dispute_id": "dp_1", "amount_minor": 2000, "evidence_due_at": due}
        for row in (
            Dispute(**asked, state=DisputeState.OPEN),
            Refund(stripe_refund_id="re_2", amount_minor=500, state=RefundState.PENDING),
            Refund(stripe_refund_id="re_1", amount_minor=1000, state=RefundState.SUCCEEDED),
        ):
            row.chapter_id, row.payment_id, row.created_at = books.chapter_id, paid.payment_id, at
            at -= timedelta(seconds=row.amount_minor == 500)
            rows.keep(row)
        found = going_back.returned(chapter_id=books.chapter_id, payment_id=paid.payment_id)
        assert [(one.what, one.amount_minor, one.status) for one in found] == [
            ("Refund", 1000, "refunded"),
            ("Refund", 500, "processing"),
            ("Dispute", 2000, "open"),
        ]
        assert (found[0].answer_by, found[2].answer_by) == (None, due)
        assert going_back.returned(chapter_id=open_books().chapter_id, payment_id=paid.payment_id) == []
