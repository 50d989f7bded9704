"""What the database lets a member's consent be, and the tries to charge by it."""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.autopay import AttemptState, AutopayEndReason, MandateState
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import AutopayAttempt, AutopayMandate, Installment
from tests.books import Books, charge
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere
from tests.rows import payment

DAY = date(2026, 10, 1)
ACTIVE = {
    "state": MandateState.ACTIVE,
    "stripe_customer_id": "cus_1",
    "stripe_method_id": "pm_1",
    "starts_on": DAY,
}
ENDED = {"state": MandateState.ENDED, "ended_at": now(), "ending": AutopayEndReason.LEFT}


def mandate(books: Books) -> Sample:
    facts = of(books, member_id=books.members[0], state=MandateState.STARTED, consent="I agree.")
    return Sample(AutopayMandate, {**facts, "reference": new_reference})


class TestAMandate:
    def test_can_charge_once_it_is_active_and_is_dated_once_it_has_ended(self, books: Books) -> None:
        assert_refused(
            mandate(books),
            {
                "ck_autopay_mandates_active_can_charge": {**ACTIVE, "starts_on": None},
                "ck_autopay_mandates_ended_is_dated": {**ENDED, "ended_at": None},
                "ck_autopay_mandates_ending_known": {**ENDED, "ending": UNHEARD_OF},
                "ck_autopay_mandates_state_known": {"state": UNHEARD_OF},
                "fk_autopay_mandates_chapter_id_member_id_members": {"member_id": somebody_elsewhere()},
            },
        )
        assert_refused(
            mandate(books),
            {"ck_autopay_mandates_active_can_charge": {**ACTIVE, "stripe_method_id": None}},
        )
        assert_refused(mandate(books), {"ck_autopay_mandates_ended_is_dated": {"ended_at": now()}})

    def test_is_the_only_active_one_of_its_member(self, books: Books) -> None:
        mandate(books).keep(**ACTIVE, reference="M-1", stripe_session_id="cs_1")
        assert_refused(
            mandate(books),
            {
                "uq_autopay_mandates_active": ACTIVE,
                "uq_autopay_mandates_reference": {"reference": "M-1"},
                "uq_autopay_mandates_stripe_session_id": {"stripe_session_id": "cs_1"},
            },
        )
        assert_taken(mandate(books), {}, ENDED, {**ACTIVE, "member_id": books.members[1]})

    def test_may_end_for_every_reason_that_there_is(self, books: Books) -> None:
        assert_taken(mandate(books), *({**ENDED, "ending": reason} for reason in AutopayEndReason))


class TestAnAttempt:
    def test_has_a_payment_from_when_it_charges_and_stands_once(self, books: Books) -> None:
        ada = books.members[0]
        charge(books, ada)
        part = db.session.query(Installment.id).filter_by(chapter_id=books.chapter_id).scalar()
        paid = payment(books.chapter_id, ada, PaymentState.PENDING, autopay=True)
        facts = of(books, member_id=ada, installment_id=part, state=AttemptState.PLANNED, number=2)
        attempt = Sample(AutopayAttempt, {**facts, "first_on": DAY, "due_on": DAY})
        attempt.keep(number=1)
        assert_refused(
            attempt,
            {
                "ck_autopay_attempts_number_positive": {"number": 0},
                "ck_autopay_attempts_charged_has_payment": {"payment_id": paid},
                "ck_autopay_attempts_state_known": {"state": UNHEARD_OF},
                "uq_autopay_attempts_chapter_id_installment_id_number": {"number": 1},
            },
        )
        charging = {"state": AttemptState.CHARGING}
        assert_refused(attempt, {"ck_autopay_attempts_charged_has_payment": charging})
        assert_taken(attempt, {}, {"number": 3, **charging, "payment_id": paid})
