"""What each way of failing means for the money, and how long it may take."""

from __future__ import annotations

import json
import logging
import socket
import time
from typing import Any

import pytest
import structlog

from sigma_finance.domain.errors import Invalid, NotFound, Unavailable
from sigma_finance.gateways.payments import stripe as gateway
from sigma_finance.gateways.payments.types import CheckoutRequest
from tests.gateways.faulty import CannedAnswer
from tests.gateways.payments.stripe.saying import REQUEST, SESSION, Says, answer, create, refusal


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
