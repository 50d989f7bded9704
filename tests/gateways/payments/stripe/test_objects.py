"""Stripe's objects as snapshots, whatever they hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import stripe

from sigma_finance.gateways.payments import stripe as gateway
from sigma_finance.gateways.payments.stripe import objects
from sigma_finance.gateways.payments.types import SavedMethod
from tests.gateways.payments.stripe.saying import SESSION, Says, answer


class TestASnapshot:
    def test_reads_what_the_world_says(self, the_world_says: Says) -> None:
        the_world_says(answer(SESSION))
        found = gateway.get_checkout_session(session_id="cs_test_1")
        assert (found.payment_ref, found.chapter_slug, found.member_id) == ("P-1", "sds", 7)
        assert (found.amount_minor, found.currency, found.method) == (20_000, "USD", "other")
        assert found.created_at == datetime(2026, 11, 2, 12, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        "metadata",
        [None, {}, {"order": "1"}, {"sigma_payment": "P\x00", "sigma_chapter": "", "sigma_member": "١"}],
    )
    def test_of_another_products_session_has_no_reference(self, the_world_says: Says, metadata: Any) -> None:
        the_world_says(answer({**SESSION, "metadata": metadata}))
        found = gateway.get_checkout_session(session_id="cs_test_1")
        assert (found.payment_ref, found.chapter_slug, found.member_id) == (None, None, None)

    def test_takes_a_session_that_is_no_payment(self, the_world_says: Says) -> None:
        odd = {"amount_total": None, "currency": None, "total_details": None, "url": None, "status": None}
        the_world_says(answer({**SESSION, **odd, "payment_status": "something_new"}))
        found = gateway.get_checkout_session(session_id="cs_test_1")
        assert (found.amount_minor, found.stage) == (0, "open")

    @pytest.mark.parametrize(
        ("error", "charge", "words"),
        [
            ({"code": "card_declined", "decline_code": "insufficient_funds"}, None, "not enough money"),
            ({"code": "card_declined", "decline_code": "stolen_card"}, None, "was declined"),
            ({"code": "expired_card", "decline_code": "expired_card"}, None, "has expired"),
            ({"code": "payment_intent_authentication_failure"}, None, "extra check"),
            ({"code": None, "decline_code": None}, None, "was declined"),
            ({"code": "payment_intent_payment_attempt_failed"}, "account_closed", "account is closed"),
            ({}, None, "was declined"),
        ],
    )
    def test_explains_a_failure_to_the_payer(
        self, the_world_says: Says, error: Any, charge: str | None, words: str
    ) -> None:
        latest = {"id": "ch_1", "object": "charge", "failure_code": charge, "payment_method_details": None}
        intent = {
            "id": "pi_1",
            "object": "payment_intent",
            "last_payment_error": {"message": "Your card was stolen.", **error},
            "latest_charge": latest if charge else None,
        }
        the_world_says(answer({**SESSION, "payment_intent": intent}))
        found = gateway.get_checkout_session(session_id="cs_test_1")
        assert found.failure is not None
        assert words in found.failure
        assert "stolen" not in found.failure

    @pytest.mark.parametrize(
        ("status", "kind", "told", "expected"),
        [
            ("processing", "us_bank_account", None, date(2026, 11, 6)),
            ("processing", "us_bank_account", "2026-11-09", date(2026, 11, 9)),
            ("processing", "card", None, None),
            ("succeeded", "us_bank_account", "2026-11-09", None),
        ],
    )
    def test_of_a_bank_debit_says_by_when_its_bank_answers(
        self, the_world_says: Says, status: str, kind: str, told: str | None, expected: date | None
    ) -> None:
        details = {"type": kind, kind: {"expected_debit_date": told}}
        latest = {
            "id": "ch_1",
            "object": "charge",
            "created": 1_793_620_800,
            "payment_method_details": details,
        }
        intent = {"id": "pi_1", "object": "payment_intent", "status": status, "last_payment_error": None}
        the_world_says(answer({**SESSION, "payment_intent": {**intent, "latest_charge": latest}}))
        found = gateway.get_checkout_session(session_id="cs_test_1")
        assert (found.expected_on, found.checking) == (expected, False)

    def test_whose_account_stripe_looks_at_itself_is_being_checked(self, the_world_says: Says) -> None:
        intent = {"id": "pi_1", "object": "payment_intent", "status": "requires_action", "next_action": None}
        nothing = {"last_payment_error": None, "latest_charge": None}
        the_world_says(answer({**SESSION, "payment_intent": {**intent, **nothing}}))
        found = gateway.get_checkout_session(session_id="cs_test_1")
        assert (found.checking, found.expected_on, found.confirm_url) == (True, None, None)

    @pytest.mark.parametrize(
        ("kind", "method"),
        [("card", "card"), ("link", "card"), ("us_bank_account", "bank_debit"), ("klarna", "other")],
    )
    def test_tells_the_method_from_the_charge(self, the_world_says: Says, kind: str, method: str) -> None:
        latest = {"id": "ch_1", "object": "charge", "payment_method_details": {"type": kind}}
        intent = {
            "id": "pi_1",
            "object": "payment_intent",
            "last_payment_error": None,
            "latest_charge": latest,
        }
        the_world_says(answer({**SESSION, "payment_intent": intent}))
        found = gateway.get_checkout_session(session_id="cs_test_1")
        assert (found.method, found.payment_intent, found.failure) == (method, "pi_1", None)


class TestAnId:
    @pytest.mark.parametrize("odd", ["", " ", "../customers", "cs_1?expand=x", "cs_1\x00", "é", "x" * 256])
    def test_is_not_made_for_an_id_that_cannot_be(self, the_world_says: Says, odd: str) -> None:
        server = the_world_says(answer(SESSION))
        for ask in (
            lambda: gateway.get_checkout_session(session_id=odd),
            lambda: gateway.expire_checkout_session(session_id=odd, idempotency_key="k"),
            lambda: gateway.get_refund(refund_id=odd),
            lambda: gateway.get_dispute(dispute_id=odd),
            lambda: gateway.get_charge_fee(charge_id=odd),
        ):
            with pytest.raises(gateway.ProviderObjectMissing):
                ask()
        assert gateway.find_session_by_payment_intent(payment_intent=odd) is None
        assert server.asked == []


def made(kind: type[Any], **values: Any) -> Any:
    """An object of the library's as it comes over the wire."""
    return kind.construct_from(values, "sk_test_x")


def intent(**changes: Any) -> Any:
    """A PaymentIntent of ours that has succeeded."""
    values = {
        "id": "pi_1",
        "object": "payment_intent",
        "status": "succeeded",
        "amount": 5_000,
        "amount_received": 5_000,
        "currency": "usd",
        "metadata": {"sigma_payment": "P-1", "sigma_chapter": "sds", "sigma_member": "7"},
        "livemode": False,
        "created": 1_793_620_800,
        "last_payment_error": None,
        "latest_charge": None,
    }
    return made(stripe.PaymentIntent, **{**values, **changes})


class TestADirectCharge:
    @pytest.mark.parametrize(
        ("status", "stage"),
        [
            ("succeeded", "paid"),
            ("processing", "under_way"),
            ("requires_capture", "under_way"),
            ("requires_payment_method", "failed"),
            ("requires_action", "failed"),
            ("canceled", "failed"),
            ("something_new", "failed"),
        ],
    )
    def test_has_failed_where_it_is_not_on_its_way(self, status: str, stage: str) -> None:
        found = objects.direct_charge(intent(status=status))
        assert found.stage == stage
        assert (found.failure is None) is (stage != "failed")
        assert (found.payment_ref, found.chapter_slug, found.member_id) == ("P-1", "sds", 7)

    def test_is_of_what_was_received_once_it_is_paid(self) -> None:
        assert objects.direct_charge(intent(amount_received=4_000)).amount_minor == 4_000
        tried = intent(status="requires_payment_method", amount_received=0)
        assert objects.direct_charge(tried).amount_minor == 5_000


class TestTheFee:
    @pytest.mark.parametrize(("currency", "fee"), [("usd", 610), ("eur", None)])
    def test_is_known_where_stripe_books_in_the_payments_currency(
        self, currency: str, fee: int | None
    ) -> None:
        booked = {
            "id": "txn_1",
            "object": "balance_transaction",
            "fee": 610,
            "currency": currency,
            "created": 5,
        }
        latest = {
            "id": "ch_1",
            "object": "charge",
            "currency": "usd",
            "created": 5,
            "paid": True,
            "payment_method_details": {"type": "card"},
            "balance_transaction": booked,
        }
        assert objects.direct_charge(intent(latest_charge=latest)).fee_minor == fee


class TestASavedMethod:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            (
                {
                    "type": "card",
                    "card": {"brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2034},
                },
                SavedMethod("pm_1", "Visa ending 4242", False, 12, 2034),
            ),
            (
                {
                    "type": "card",
                    "card": {"brand": "amex", "last4": "0005", "exp_month": 1, "exp_year": 2030},
                },
                SavedMethod("pm_1", "American Express ending 0005", False, 1, 2030),
            ),
            (
                {
                    "type": "us_bank_account",
                    "us_bank_account": {"bank_name": "STRIPE TEST BANK", "last4": "6789"},
                },
                SavedMethod("pm_1", "STRIPE TEST BANK ending 6789", True, None, None),
            ),
            (
                {"type": "us_bank_account", "us_bank_account": {"bank_name": None, "last4": "6789"}},
                SavedMethod("pm_1", "Bank account ending 6789", True, None, None),
            ),
            ({"type": "cash_app"}, SavedMethod("pm_1", "Cash app", False, None, None)),
        ],
    )
    def test_is_called_by_what_its_owner_knows(self, values: dict[str, Any], expected: SavedMethod) -> None:
        empty = {"card": None, "us_bank_account": None}
        found = made(stripe.PaymentMethod, **{"id": "pm_1", "object": "payment_method", **empty, **values})
        assert objects.saved_method(found) == expected


class TestADispute:
    def test_has_moved_what_its_transactions_say(self) -> None:
        found = made(
            stripe.Dispute,
            id="du_1",
            object="dispute",
            payment_intent="pi_1",
            amount=5_000,
            currency="usd",
            status="won",
            reason="x" * 100,
            evidence_details={"due_by": None},
            created=1_000,
            balance_transactions=[
                {"amount": -5_000, "fee": 1_500, "created": 1_001},
                {"amount": 5_000, "fee": 0, "created": 2_002},
            ],
        )
        read = objects.dispute(found)
        assert (read.created_at.timestamp(), read.moved_at and read.moved_at.timestamp()) == (1_000, 2_002)
        assert (read.withdrawn_minor, read.reinstated_minor, read.fee_minor) == (5_000, 5_000, 1_500)
        assert (read.evidence_due_at, len(read.reason)) == (None, 80)
