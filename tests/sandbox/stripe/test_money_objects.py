"""Refunds and disputes in Stripe's JSON."""

from __future__ import annotations

import pytest
import stripe

from sandbox.engine.work import Json
from sandbox.stripe import money_objects
from tests.sandbox.stripe.fitting import misfits

BY_CARD: Json = {"type": "card", "card": {"brand": "visa", "network": "visa"}}
BY_BANK: Json = {"type": "us_bank_account", "us_bank_account": {}}


def charge(details: Json) -> Json:
    return {
        "id": "ch_1",
        "currency": "usd",
        "payment_intent": "pi_1",
        "payment_method": "pm_1",
        "payment_method_details": details,
        "billing_details": {"email": "pat@example.org", "name": "Pat Payer"},
    }


def dispute(details: Json, status: str) -> Json:
    return money_objects.dispute(charge(details), amount=500, reason="fraudulent", status=status, now=5)


class TestARefund:
    @pytest.mark.parametrize(("details", "prefix"), [(BY_CARD, "re_3"), (BY_BANK, "pyr_1")])
    def test_is_what_the_library_declares(self, details: Json, prefix: str) -> None:
        params = {"reason": "duplicate", "metadata": {"ref": "1"}}
        body = money_objects.refund(charge(details), amount=500, params=params, now=5)
        assert misfits(body, stripe.Refund, "refund") == []
        assert body["id"].startswith(prefix)
        assert (body["amount"], body["reason"], body["metadata"]) == (500, "duplicate", {"ref": "1"})

    def test_names_its_number_at_the_bank_later_and_for_cards_alone(self) -> None:
        by_card, by_bank = (
            money_objects.refund(charge(details), amount=1, params={}, now=5)["destination_details"]
            for details in (BY_CARD, BY_BANK)
        )
        assert by_card["card"]["reference_status"] == "pending"
        assert by_bank == {"type": "us_bank_account"}


class TestADispute:
    @pytest.mark.parametrize("details", [BY_CARD, BY_BANK])
    def test_is_what_the_library_declares(self, details: Json) -> None:
        assert misfits(dispute(details, "needs_response"), stripe.Dispute, "dispute") == []

    @pytest.mark.parametrize(
        ("status", "due_by", "case", "refundable"),
        [
            ("needs_response", 5 + 7 * 24 * 3600, "chargeback", False),
            ("lost", None, "chargeback", False),
            ("warning_needs_response", 5 + 7 * 24 * 3600, "inquiry", True),
        ],
    )
    def test_asks_for_evidence_only_while_it_can_be_answered(
        self, status: str, due_by: int | None, case: str, refundable: bool
    ) -> None:
        body = dispute(BY_CARD, status)
        assert body["evidence_details"]["due_by"] == due_by
        assert body["payment_method_details"]["card"]["case_type"] == case
        assert body["is_charge_refundable"] is refundable
        assert body["balance_transactions"] == []

    def test_knows_who_paid(self) -> None:
        evidence = dispute(BY_CARD, "needs_response")["evidence"]
        assert (evidence["customer_name"], evidence["receipt"]) == ("Pat Payer", None)
