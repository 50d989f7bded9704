"""What the database lets a payment be, with its receipt and what went back of it."""

from __future__ import annotations

from datetime import timedelta

from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import now
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.payments.pay_links import PayLinkKind
from sigma_finance.domain.payments.payments import (
    AnswerKind,
    AnswerState,
    DisputeState,
    Method,
    PaymentState,
    RefundState,
)
from sigma_finance.models import (
    Dispute,
    DisputeAnswer,
    PayLink,
    Payment,
    Receipt,
    ReceiptAmendment,
    ReceiptVoid,
    Refund,
)
from tests.books import Books, open_books
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere
from tests.rows import import_batch, keep


def payment(books: Books) -> Sample:
    facts = of(books, member_id=books.members[0], method=Method.CARD, state=PaymentState.CREATED)
    return Sample(Payment, {**facts, "amount_minor": 1, "reference": new_reference})


def link_of(books: Books, member_id: int) -> int:
    ends = now() + timedelta(days=7)
    facts = of(books, member_id=member_id, kind=PayLinkKind.OFFICER, expires_at=ends)
    return keep(PayLink(**facts))


class TestAPayment:
    def test_is_bounded_and_dated_once_it_has_succeeded(self, books: Books) -> None:
        stranger = somebody_elsewhere()
        assert_refused(
            payment(books),
            {
                "ck_payments_amount_bounded": {"amount_minor": 0},
                "ck_payments_fee_not_negative": {"fee_minor": -1},
                "ck_payments_succeeded_is_dated": {"state": PaymentState.SUCCEEDED},
                "ck_payments_method_known": {"method": UNHEARD_OF},
                "ck_payments_kept_on_known": {"kept_on": UNHEARD_OF},
                "ck_payments_state_known": {"state": UNHEARD_OF},
                "ck_payments_account_check_known": {"account_check": UNHEARD_OF},
                "fk_payments_chapter_id_member_id_members": {"member_id": stranger},
                "fk_payments_recorded_by_members": {"recorded_by_member_id": stranger},
            },
        )
        assert_refused(payment(books), {"ck_payments_amount_bounded": {"amount_minor": 10**9}})
        succeeded = {"state": PaymentState.SUCCEEDED, "succeeded_at": now()}
        assert_taken(payment(books), {"amount_minor": 10**9 - 1}, {"member_id": None}, succeeded)

    def test_of_a_donor_is_no_members(self, books: Books) -> None:
        donated = {"donor_name": "Dora"}
        assert_refused(payment(books), {"ck_payments_donor_or_member": donated})
        assert_taken(payment(books), {**donated, "member_id": None})

    def test_by_a_link_is_the_links_members_and_may_name_its_payer(self, books: Books) -> None:
        ada, ben = books.members
        linked = {"pay_link_id": link_of(books, ada), "payer_email": "dad@example.org"}
        assert_refused(
            payment(books),
            {
                "ck_payments_link_is_a_members": {**linked, "member_id": None},
                "ck_payments_payer_came_by_link": {"payer_email": "dad@example.org"},
                "fk_payments_pay_link": {**linked, "member_id": ben},
            },
        )
        assert_taken(payment(books), linked)

    def test_of_earlier_years_was_imported_and_no_other(self, books: Books) -> None:
        batch_id = import_batch(books.chapter_id, ImportKind.HISTORICAL)
        imported = {"historical": True, "import_batch_id": batch_id, "import_key": "row 2"}
        for facts in (
            {**imported, "import_batch_id": None},
            {**imported, "member_id": None},
            {**imported, "historical": False},
            {"import_key": "row 1"},
        ):
            assert_refused(payment(books), {"ck_payments_historical_is_imported": facts})
        elsewhere = import_batch(open_books().chapter_id, ImportKind.HISTORICAL)
        foreign = {**imported, "import_batch_id": elsewhere}
        assert_refused(payment(books), {"fk_payments_chapter_id_import_batch_id_import_batches": foreign})
        payment(books).keep(**imported)
        assert_refused(payment(books), {"uq_payments_chapter_id_import_key": imported})
        assert_taken(payment(books), {**imported, "import_key": None}, {**imported, "import_key": None})

    def test_is_made_once_by_each_form_and_known_once_to_stripe(self, books: Books) -> None:
        known = {
            "reference": "P-1",
            "stripe_session_id": "cs_1",
            "stripe_payment_intent_id": "pi_1",
            "form_key": "sent",
        }
        payment(books).keep(**known)
        names = {
            "uq_payments_reference": "reference",
            "uq_payments_stripe_session_id": "stripe_session_id",
            "uq_payments_stripe_payment_intent_id": "stripe_payment_intent_id",
            "uq_payments_chapter_id_form_key": "form_key",
        }
        assert_refused(payment(books), {name: {fact: known[fact]} for name, fact in names.items()})
        assert_taken(payment(books), {}, {})
        assert_taken(payment(open_books()), {"form_key": "sent"})


class TestAReceipt:
    def test_has_one_payment_and_a_number_of_its_own_in_its_year(self, books: Books) -> None:
        first, second = payment(books).keep(), payment(books).keep()
        facts = of(books, payment_id=second, year=2026, label="R-2026-0001", amount_minor=1)
        receipt = Sample(Receipt, {**facts, "number": 2})
        receipt.keep(payment_id=first, number=1)
        assert_refused(
            receipt,
            {
                "uq_receipts_chapter_id_payment_id": {"payment_id": first},
                "uq_receipts_chapter_id_year_number": {"number": 1},
                "ck_receipts_number_positive": {"number": 0},
                "fk_receipts_chapter_id_payment_id_payments": {"payment_id": payment(open_books()).keep()},
            },
        )
        assert_taken(receipt, {"number": 1, "year": 2027})
        assert_taken(receipt, {})

    def test_is_void_once_and_amended_as_often_as_its_money_moves(self, books: Books) -> None:
        facts = of(books, payment_id=payment(books).keep(), year=2026, label="R-2026-0001", number=1)
        whose = of(books, receipt_id=Sample(Receipt, facts).keep(amount_minor=1), reason="Bounced")
        void, amended = Sample(ReceiptVoid, whose), Sample(ReceiptAmendment, {**whose, "stays_minor": 0})
        void.keep()
        assert_refused(void, {"uq_receipt_voids_chapter_id_receipt_id": {"reason": "Again"}})
        elsewhere = open_books().chapter_id
        assert_refused(
            amended,
            {
                "ck_receipt_amendments_stays_not_negative": {"stays_minor": -1},
                "fk_receipt_amendments_chapter_id_receipt_id_receipts": {"chapter_id": elsewhere},
            },
        )
        assert_taken(amended, {}, {}, {"stays_minor": 1})


class TestWhatWentBack:
    def test_of_a_refund_is_something_and_known_once(self, books: Books) -> None:
        facts = of(books, payment_id=payment(books).keep(), amount_minor=1, state=RefundState.PENDING)
        refund = Sample(Refund, {**facts, "stripe_refund_id": "re_2"})
        refund.keep(stripe_refund_id="re_1", reference="RF-1", form_key="k-1")
        assert_refused(
            refund,
            {
                "uq_refunds_stripe_refund_id": {"stripe_refund_id": "re_1"},
                "ck_refunds_amount_positive": {"amount_minor": 0},
                "ck_refunds_state_known": {"state": UNHEARD_OF},
                "ck_refunds_owed_known": {"owed": UNHEARD_OF},
                "ck_refunds_method_known": {"method": UNHEARD_OF, "given_on": now().date()},
                "ck_refunds_forgives_not_negative": {"forgives_minor": -1},
                "ck_refunds_by_hand_is_dated": {"method": Method.CHECK},
                "ck_refunds_known_at_stripe_or_by_hand": {"stripe_refund_id": None},
                "uq_refunds_reference": {"reference": "RF-1"},
                "uq_refunds_chapter_id_form_key": {"form_key": "k-1"},
                "fk_refunds_made_by_members": {"made_by_member_id": somebody_elsewhere()},
                "fk_refunds_chapter_id_payment_id_payments": {"payment_id": payment(open_books()).keep()},
            },
        )
        assert_taken(refund, {})
        assert_taken(refund, {"stripe_refund_id": None, "state": RefundState.CREATED})
        by_hand = {"stripe_refund_id": None, "method": Method.CHECK, "given_on": now().date()}
        assert_taken(refund, {**by_hand, "state": RefundState.SUCCEEDED})

    def test_of_a_dispute_is_something_and_known_once(self, books: Books) -> None:
        facts = of(books, payment_id=payment(books).keep(), amount_minor=1, state=DisputeState.OPEN)
        dispute = Sample(Dispute, {**facts, "stripe_dispute_id": "dp_2"})
        dispute.keep(stripe_dispute_id="dp_1")
        assert_refused(
            dispute,
            {
                "uq_disputes_stripe_dispute_id": {"stripe_dispute_id": "dp_1"},
                "ck_disputes_amount_positive": {"amount_minor": 0},
                "ck_disputes_state_known": {"state": UNHEARD_OF},
                "fk_disputes_chapter_id_payment_id_payments": {"payment_id": payment(open_books()).keep()},
            },
        )
        assert_taken(dispute, {})

    def test_to_a_dispute_is_one_for_each_stage_and_sent_under_a_key(self, books: Books) -> None:
        disputed = of(books, payment_id=payment(books).keep(), amount_minor=1, state=DisputeState.OPEN)
        dispute_id = Sample(Dispute, {**disputed, "stripe_dispute_id": "dp_1"}).keep()
        facts = of(
            books, dispute_id=dispute_id, kind=AnswerKind.EVIDENCE, state=AnswerState.DRAFT, pack=b"%PDF"
        )
        answer = Sample(DisputeAnswer, {**facts, "to_inquiry": False})
        answer.keep(to_inquiry=True, reference="DA-1")
        assert_refused(
            answer,
            {
                "uq_dispute_answers_chapter_id_dispute_id_to_inquiry": {"to_inquiry": True},
                "uq_dispute_answers_reference": {"reference": "DA-1"},
                "ck_dispute_answers_kind_known": {"kind": UNHEARD_OF},
                "ck_dispute_answers_state_known": {"state": UNHEARD_OF, "reference": "DA-9"},
                "ck_dispute_answers_sent_under_a_key": {"state": AnswerState.ASKED},
                "ck_dispute_answers_evidence_has_its_pack": {"pack": None},
                "ck_dispute_answers_taken_is_dated": {"state": AnswerState.TAKEN, "reference": "DA-2"},
                "fk_dispute_answers_made_by_members": {"made_by_member_id": somebody_elsewhere()},
            },
        )
        assert_taken(answer, {})
        assert_refused(answer, {"ck_dispute_answers_taken_is_dated": {"taken_at": now()}})
