"""What proves that a payment was wanted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.dues.requests import PlanTerms
from sigma_finance.domain.payments.autopay import MandateState
from sigma_finance.domain.policy import Frequency, Policy
from sigma_finance.extensions import db
from sigma_finance.models import AutopayMandate
from sigma_finance.queries.payments import evidence as queries
from sigma_finance.services.dues import plans
from tests.books import ZONE, Books, charge, open_books, set_policy
from tests.services.payments.disputing import dispute


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


class TestThePayment:
    def test_is_known_with_its_member_and_its_receipt(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        found = queries.get_payment(chapter_id=books.chapter_id, dispute_id=made.id)
        assert found is not None
        assert (found.name, found.amount_minor, found.user_id) == ("Member 0", 20000, None)
        assert str(found.receipt).endswith("-0001")
        assert queries.get_payment(chapter_id=open_books().chapter_id, dispute_id=made.id) is None
        begun = queries.find_start(chapter_id=books.chapter_id, payment_id=found.payment_id)
        assert begun is not None
        assert queries.find_start(chapter_id=books.chapter_id, payment_id=0) is None
        [one] = queries.receipts(chapter_id=books.chapter_id, member_id=books.members[0])
        assert (one.amount_minor, one.disputed) == (20000, True)


class TestAConsent:
    def test_to_autopay_is_the_newest_before_the_charge(self, books: Books) -> None:
        whose = {"chapter_id": books.chapter_id, "member_id": books.members[0]}
        for number, days in enumerate((9, 5)):
            db.session.add(
                AutopayMandate(
                    **whose,
                    reference=f"AP-{number}",
                    state=MandateState.STARTED,
                    consent=f"I allow it, {number}",
                    consented_at=now() - timedelta(days=days),
                    consented_ip="203.0.113.9",
                    stripe_method_id="pm_1",
                    label="Visa ending 4242",
                )
            )
        db.session.commit()
        found = queries.find_autopay_consent(**whose, before=now() - timedelta(days=6))
        assert found is not None
        assert (found.text, found.ip, found.method) == ("I allow it, 0", "203.0.113.9", "Visa ending 4242")
        assert queries.find_autopay_consent(**whose, before=now() - timedelta(days=10)) is None

    def test_to_a_plan_comes_with_its_parts(self, books: Books) -> None:
        set_policy(books, Policy())
        whose = {"chapter_id": books.chapter_id, "member_id": books.members[0]}
        assert queries.find_plan(**whose, before=now()) is None
        terms = PlanTerms(Frequency.MONTHLY, 4, today_in(ZONE) + timedelta(days=1), 20000)
        plans.agree(**whose, terms=terms, agreement="I pay in four parts.", by=OPERATOR)
        found = queries.find_plan(**whose, before=now())
        assert found is not None
        assert (found.consent.text, found.total_minor) == ("I pay in four parts.", 20000)
        assert [(one.amount_minor, one.open_minor) for one in found.parts] == [(5000, 5000)] * 4
