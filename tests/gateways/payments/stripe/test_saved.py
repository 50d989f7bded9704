"""Payment methods that Stripe keeps, against the stand-in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sandbox import Fault
from sigma_finance.gateways.payments import stripe as gateway
from sigma_finance.gateways.payments.types import EXTRA_CHECK_FAILED, SavedCharge, SetupRequest, SetupSession
from tests.sandbox.standing import Stand

DECLINES_LATER = "4000000000000341"
ALWAYS_ASKS = "4000002760003184"


def customer() -> str:
    return gateway.create_customer(
        name="Ada Byron", email="ada@example.org", chapter_slug="sds", member_id=7, idempotency_key="c-1"
    )


def opened(known: str, key: str = "A-1") -> SetupSession:
    request = SetupRequest(
        mandate_ref="A-1",
        chapter_slug="sds",
        member_id=7,
        customer=known,
        currency="USD",
        success_url="http://localhost:5000/account/autopay",
        cancel_url="http://localhost:5000/account",
    )
    return gateway.create_setup_session(request=request, idempotency_key=key)


def charge_of(stand: Stand, card: str = "4242424242424242") -> SavedCharge:
    """What is to be taken from a card that was just kept."""
    known = customer()
    stand.sandbox.save(opened(known).id, card=card)
    method = gateway.find_saved_method(customer=known, preferred=None)
    assert method is not None
    return SavedCharge(
        payment_ref="P-1",
        chapter_slug="sds",
        member_id=7,
        customer=known,
        method_id=method.id,
        amount_minor=5_000,
        currency="USD",
        description="Sigma Delta Sigma dues",
        statement_suffix="SDS DUES",
    )


class TestACustomer:
    def test_is_made_once_under_one_key_with_our_references(self, stand: Stand) -> None:
        assert customer() == customer()
        (kept,) = stand.sandbox.every("customer")
        assert (kept["name"], kept["email"]) == ("Ada Byron", "ada@example.org")
        assert kept["metadata"] == {"sigma_chapter": "sds", "sigma_member": "7"}

    @pytest.mark.parametrize("email", [None, "", "ωμέγα@example.org"])
    def test_goes_without_an_address_that_stripe_would_refuse(self, stand: Stand, email: str | None) -> None:
        gateway.create_customer(
            name="Ada", email=email, chapter_slug="sds", member_id=7, idempotency_key="c-2"
        )
        assert stand.sandbox.every("customer")[0]["email"] is None


class TestASetupPage:
    def test_takes_nothing_and_names_our_mandate(self, stand: Stand) -> None:
        session = opened(customer())
        assert (session.status, session.mandate_ref, session.method) == ("open", "A-1", None)
        assert session.url is not None
        assert stand.sandbox.session(session.id)["amount_total"] is None

    def test_knows_the_card_once_it_is_kept(self, stand: Stand) -> None:
        known = customer()
        session = opened(known)
        stand.sandbox.save(session.id)
        found = gateway.get_setup_session(session_id=session.id)
        assert (found.status, found.customer, found.url) == ("complete", known, None)
        assert found.method is not None
        assert (found.method.label, found.method.by_bank) == ("Visa ending 4242", False)

    def test_knows_a_bank_account_as_one(self, stand: Stand) -> None:
        session = opened(customer())
        stand.sandbox.save_bank(session.id)
        method = gateway.get_setup_session(session_id=session.id).method
        assert method is not None
        assert (method.by_bank, method.exp_month) == (True, None)
        assert method.label.endswith("ending 6789")

    def test_that_was_never_made_is_missing(self, stand: Stand) -> None:
        with pytest.raises(gateway.ProviderObjectMissing):
            gateway.get_setup_session(session_id="cs_test_invented")


class TestTheMethodToCharge:
    def test_is_the_default_else_the_preferred_else_the_newest(self, stand: Stand) -> None:
        known = customer()
        for key, card in (("A-1", "4242424242424242"), ("A-2", "5555555555554444")):
            stand.sandbox.save(opened(known, key).id, card=card)
        newest, older = stand.sandbox.every("payment_method")

        def wanted(preferred: str | None) -> str:
            found = gateway.find_saved_method(customer=known, preferred=preferred)
            assert found is not None
            return found.id

        assert wanted(None) == wanted("pm_gone") == newest["id"]
        assert wanted(older["id"]) == older["id"]
        with stand.sandbox.bench.changing() as work:
            kept = work.get("customer", known)
            kept["invoice_settings"]["default_payment_method"] = older["id"]
            work.save(kept)
        assert wanted(newest["id"]) == older["id"]

    def test_is_none_where_nothing_is_kept_or_the_customer_is_gone(self, stand: Stand) -> None:
        known = customer()
        assert gateway.find_saved_method(customer=known, preferred=None) is None
        stand.sandbox.delete_customer(known)
        assert gateway.find_saved_method(customer=known, preferred=None) is None
        assert gateway.find_saved_method(customer="cus_invented", preferred=None) is None


class TestThePortal:
    def test_is_opened_for_one_customer(self, stand: Stand) -> None:
        url = gateway.create_portal_session(customer=customer(), return_url="http://localhost:5000/account")
        assert url.startswith(f"{stand.url}/portal/")

    def test_is_not_opened_for_somebody_unknown(self, stand: Stand) -> None:
        with pytest.raises(gateway.ProviderObjectMissing):
            gateway.create_portal_session(customer="cus_invented", return_url="http://localhost:5000/")


class TestACharge:
    def test_is_taken_once_under_one_key(self, stand: Stand) -> None:
        request = charge_of(stand)
        made = [gateway.charge_saved(request=request, idempotency_key="P-1") for _ in range(2)]
        assert made[0] == made[1]
        assert (made[0].stage, made[0].amount_minor, made[0].method) == ("paid", 5_000, "card")
        assert (made[0].payment_ref, made[0].chapter_slug, made[0].member_id) == ("P-1", "sds", 7)
        assert len(stand.sandbox.every("charge")) == 1

    @pytest.mark.parametrize(
        ("card", "words"), [(DECLINES_LATER, "was declined"), (ALWAYS_ASKS, EXTRA_CHECK_FAILED)]
    )
    def test_that_is_declined_is_an_answer_each_time(self, stand: Stand, card: str, words: str) -> None:
        request = charge_of(stand, card)
        for _ in range(2):
            declined = gateway.charge_saved(request=request, idempotency_key="P-1")
            assert declined.stage == "failed"
            assert words in str(declined.failure)
        assert len(stand.sandbox.every("charge")) == 1

    @pytest.mark.parametrize(
        "change", [{"amount_minor": 10}, {"method_id": "pm_gone"}, {"customer": "cus_gone"}]
    )
    def test_that_cannot_be_tried_is_refused(self, stand: Stand, change: dict[str, Any]) -> None:
        request = replace(charge_of(stand), **change)
        with pytest.raises(gateway.ProviderRefused):
            gateway.charge_saved(request=request, idempotency_key="P-1")
        assert stand.sandbox.every("charge") == []

    def test_whose_answer_was_lost_is_found_by_our_reference(self, stand: Stand) -> None:
        request = charge_of(stand)
        stand.sandbox.fault(Fault("/stripe/v1/payment_intents", kind="drop", moment="after", times=3))
        with pytest.raises(gateway.OutcomeUnknown):
            gateway.charge_saved(request=request, idempotency_key="P-1")
        found = gateway.find_direct_charge(customer=request.customer, payment_ref="P-1")
        assert found is not None
        assert found.stage == "paid"
        assert found == gateway.get_direct_charge(payment_intent=str(found.payment_intent))
        assert gateway.find_direct_charge(customer=request.customer, payment_ref="P-2") is None

    def test_that_was_never_made_is_missing(self, stand: Stand) -> None:
        with pytest.raises(gateway.ProviderObjectMissing):
            gateway.get_direct_charge(payment_intent="pi_invented")
