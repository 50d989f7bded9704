"""What each way of failing means for the money, and how long it may take."""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog

from sigma_finance.domain.errors import Invalid, NotFound, Unavailable
from sigma_finance.gateways.payments import stripe as gateway
from sigma_finance.gateways.payments.types import CheckoutRequest
from tests.gateways.faulty import CannedAnswer, Server

REQUEST = CheckoutRequest(
    payment_ref="P-1",
    chapter_slug="sds",
    member_id=7,
    description="Sigma Delta Sigma dues",
    amount_minor=20_000,
    currency="USD",
    customer_email="ada@example.org",
    statement_suffix="SDS DUES",
    success_url="http://localhost:5000/pay/done?session_id={CHECKOUT_SESSION_ID}",
    cancel_url="http://localhost:5000/pay",
)
SESSION = {
    "id": "cs_test_1",
    "object": "checkout.session",
    "url": "https://checkout.example.org/1",
    "status": "open",
    "payment_status": "unpaid",
    "amount_total": 20_000,
    "total_details": {"amount_discount": 0},
    "currency": "usd",
    "payment_intent": None,
    "metadata": {"sigma_payment": "P-1", "sigma_chapter": "sds", "sigma_member": "7"},
    "livemode": False,
    "created": 1_793_620_800,
}


Says = Callable[..., Server]


def answer(body: Any, status: int = 200, **more: Any) -> CannedAnswer:
    """One answer in Stripe's JSON."""
    return CannedAnswer(status=status, body=json.dumps(body).encode(), **more)


def refusal(kind: str = "invalid_request_error", **fields: Any) -> dict[str, Any]:
    return {"error": {"type": kind, "message": "No, said Stripe of ada@example.org", **fields}}


def create() -> Any:
    return gateway.create_checkout_session(request=REQUEST, idempotency_key="P-1-1")


class TestARefusal:
    @pytest.mark.parametrize(
        ("status", "body", "expected"),
        [
            (400, refusal(param="line_items"), gateway.ProviderRefused),
            (400, refusal(code="amount_too_small"), gateway.ProviderRefused),
            (402, refusal("card_error", code="card_declined"), gateway.ProviderRefused),
            (404, refusal(code="resource_missing", param="id"), gateway.ProviderObjectMissing),
            (401, refusal(), gateway.KeyRefused),
            (403, refusal(), gateway.KeyRefused),
            (422, refusal(), gateway.ProviderRefused),
        ],
    )
    def test_means_that_nothing_happened(
        self, the_world_says: Says, status: int, body: Any, expected: type[Exception]
    ) -> None:
        server = the_world_says(answer(body, status))
        with pytest.raises(expected) as caught:
            create()
        assert isinstance(caught.value, Invalid)
        assert len(server.asked) == 1

    def test_of_an_unknown_object_is_not_found(self, the_world_says: Says) -> None:
        the_world_says(answer(refusal(code="resource_missing"), 404))
        with pytest.raises(NotFound):
            gateway.get_checkout_session(session_id="cs_test_none")

    @pytest.mark.parametrize("status", [401, 403])
    def test_of_the_key_is_an_outage_to_the_payer(self, the_world_says: Says, status: int) -> None:
        the_world_says(answer(refusal(), status))
        with pytest.raises(Unavailable) as caught:
            create()
        assert isinstance(caught.value, gateway.KeyRefused)

    def test_names_the_reason_that_a_payer_can_act_on(self, the_world_says: Says) -> None:
        the_world_says(answer(refusal(code="amount_too_small"), 400))
        with pytest.raises(gateway.ProviderRefused) as caught:
            create()
        assert caught.value.message == "The amount is too small to be paid by card. Nothing was charged."
        assert caught.value.code == "amount_too_small"

    def test_by_the_rate_limit_asks_for_patience(self, the_world_says: Says) -> None:
        server = the_world_says(answer(refusal("rate_limit_error"), 429))
        with pytest.raises(gateway.Busy) as caught:
            create()
        assert isinstance(caught.value, Unavailable)
        assert "Nothing was charged." in caught.value.message
        assert len(server.asked) == 1

    def test_tells_the_operator_but_quotes_nobody(self, the_world_says: Says) -> None:
        the_world_says(answer(refusal(param="customer_email"), 400, headers={"Request-Id": "req_1"}))
        with structlog.testing.capture_logs() as lines, pytest.raises(gateway.ProviderRefused) as caught:
            create()
        assert lines[0]["request"] == "req_1"
        assert lines[0]["param"] == "customer_email"
        assert "ada" not in f"{lines}{caught.value!r}{caught.value.args}{caught.value.__cause__}"


class TestAnUnknownOutcome:
    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (500, json.dumps(refusal("api_error")).encode()),
            (502, b"<html>Bad gateway</html>"),
            (503, b""),
            (409, json.dumps(refusal(code="idempotency_key_in_use")).encode()),
            (400, json.dumps(refusal("idempotency_error")).encode()),
            (403, b"<html>Blocked on the way</html>"),
            (200, b"<html>Welcome to the airport</html>"),
            (200, b"not json"),
            (200, b"[]"),
            (200, b"{}"),
            (200, b'{"id": "cs_1", "object": "checkout.session"}'),
        ],
    )
    def test_is_what_an_answer_means_that_settles_nothing(
        self, the_world_says: Says, status: int, body: bytes
    ) -> None:
        the_world_says(CannedAnswer(status=status, body=body))
        with pytest.raises(gateway.OutcomeUnknown) as caught:
            create()
        assert isinstance(caught.value, Unavailable)

    def test_is_what_a_dropped_line_means(self, the_world_says: Says) -> None:
        server = the_world_says(CannedAnswer(drop=True))
        with pytest.raises(gateway.OutcomeUnknown):
            create()
        assert len(server.asked) == 3

    def test_is_what_a_closed_port_means(self, settings: Any) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            settings["STRIPE_API_BASE"] = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(gateway.OutcomeUnknown):
            create()

    def test_stays_unknown_when_the_second_attempt_is_held_off(self, the_world_says: Says) -> None:
        the_world_says(CannedAnswer(drop=True), answer(refusal("rate_limit_error"), 429))
        with pytest.raises(gateway.OutcomeUnknown):
            create()


class TestTrying:
    def test_again_after_a_dropped_line_uses_the_same_key(self, the_world_says: Says) -> None:
        server = the_world_says(CannedAnswer(drop=True), answer(SESSION))
        assert create().id == "cs_test_1"
        assert [headers["Idempotency-Key"] for _, _, headers, _ in server.asked] == ["P-1-1", "P-1-1"]

    def test_takes_at_most_ten_seconds_when_stripe_hangs(self, the_world_says: Says) -> None:
        the_world_says(CannedAnswer(hang=60))
        started = time.monotonic()
        with pytest.raises(gateway.OutcomeUnknown):
            create()
        assert time.monotonic() - started < 10

    def test_shares_the_time_that_a_page_has(self, the_world_says: Says) -> None:
        the_world_says(CannedAnswer(hang=60))
        started = time.monotonic()
        with gateway.within(1):
            for _ in range(2):
                with pytest.raises(gateway.OutcomeUnknown):
                    create()
        assert time.monotonic() - started < 3

    def test_leaves_the_rest_of_the_day_unhurried(self, the_world_says: Says) -> None:
        the_world_says(answer(SESSION))
        with gateway.within(0):
            pass
        assert create().id == "cs_test_1"


class TestTheRequest:
    def test_carries_our_references_and_no_more_than_is_needed(self, the_world_says: Says) -> None:
        server = the_world_says(answer(SESSION))
        create()
        method, path, headers, body = server.asked[0]
        assert (method, path) == ("POST", "/v1/checkout/sessions")
        assert headers["Idempotency-Key"] == "P-1-1"
        assert headers["Authorization"] == "Bearer sk_test_sandbox"
        text = body.decode()
        assert "payment_method_types" not in text
        assert "allow_promotion_codes" not in text
        assert "payment_intent_data[metadata][sigma_payment]=P-1" in text
        assert "session_id%3D%7BCHECKOUT_SESSION_ID%7D" in text

    def test_leaves_out_an_address_that_stripe_would_refuse(self, the_world_says: Says) -> None:
        server = the_world_says(answer(SESSION))
        request = CheckoutRequest(**{**vars(REQUEST), "customer_email": "ωμέγα@example.org"})
        gateway.create_checkout_session(request=request, idempotency_key="k")
        assert b"customer_email" not in server.asked[0][3]

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

    def test_leaves_nothing_personal_in_the_logs(
        self, the_world_says: Says, caplog: pytest.LogCaptureFixture
    ) -> None:
        the_world_says(answer(refusal(code="email_invalid"), 400))
        caplog.set_level(logging.DEBUG)
        logging.getLogger("stripe").setLevel(logging.NOTSET)
        with pytest.raises(gateway.ProviderRefused):
            create()
        with pytest.raises(gateway.ProviderRefused):
            create()
        assert "ada" not in caplog.text


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


class TestTheKey:
    @pytest.mark.parametrize(
        ("key", "live"),
        [
            ("sk_live_1", True),
            ("rk_live_1", True),
            ("sk_test_1", False),
            ("rk_test_1", False),
            ("pk_live_1", None),
            ("", None),
            ("sk", None),
        ],
    )
    def test_tells_test_from_live(self, settings: Any, key: str, live: bool | None) -> None:
        settings["STRIPE_SECRET_KEY"] = key
        assert gateway.livemode() is live
