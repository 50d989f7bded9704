"""Idempotency keys, as the real stripe library sends them."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
import stripe
import time_machine

from sandbox import Fault
from tests.sandbox.standing import Stand, client_for, order


def create(stand: Stand, key: str, **changes: Any) -> stripe.checkout.Session:
    """Ask for a session under a key."""
    params = order(**changes)
    return stand.client.v1.checkout.sessions.create(params=params, options={"idempotency_key": key})


class TestAKey:
    def test_brings_back_the_first_answer(self, stand: Stand) -> None:
        first, second = create(stand, "one"), create(stand, "one")
        assert first.id == second.id
        assert len(stand.sandbox.sessions()) == 1
        assert first.last_response is not None
        assert second.last_response is not None
        assert "Idempotent-Replayed" not in first.last_response.headers
        assert second.last_response.headers["Idempotent-Replayed"] == "true"
        assert second.last_response.headers["Original-Request"] == first.last_response.headers["Request-Id"]

    def test_does_not_care_for_the_order_of_parameters(self, stand: Stand) -> None:
        first = create(stand, "one")
        turned = dict(reversed(order().items()))
        second = stand.client.v1.checkout.sessions.create(params=turned, options={"idempotency_key": "one"})  # type: ignore[arg-type]
        assert first.id == second.id

    def test_belongs_to_one_request_only(self, stand: Stand) -> None:
        create(stand, "one")
        with pytest.raises(stripe.IdempotencyError, match="same parameters") as caught:
            create(stand, "one", client_reference_id="other")
        assert caught.value.http_status == 400
        with pytest.raises(stripe.IdempotencyError):
            stand.client.v1.customers.create(params={"name": "Mo"}, options={"idempotency_key": "one"})

    def test_keeps_a_refusal_that_came_from_the_work_itself(self, stand: Stand) -> None:
        refunds = stand.client.v1.refunds
        params: Any = {"payment_intent": "pi_unknown"}
        for _ in range(2):
            with pytest.raises(stripe.InvalidRequestError) as caught:
                refunds.create(params=params, options={"idempotency_key": "back"})
        assert caught.value.headers is not None
        assert caught.value.headers["Idempotent-Replayed"] == "true"

    def test_is_free_again_after_parameters_that_were_refused(self, stand: Stand) -> None:
        with pytest.raises(stripe.InvalidRequestError):
            create(stand, "one", mode="gift")
        assert create(stand, "one").status == "open"

    def test_is_in_use_while_its_first_request_runs(self, stand: Stand) -> None:
        stand.sandbox.fault(Fault("/stripe/v1/checkout", kind="hang", moment="during", seconds=1.0))
        made: list[stripe.checkout.Session] = []
        slow = threading.Thread(target=lambda: made.append(create(stand, "one")))
        slow.start()
        while stand.sandbox.faults():
            threading.Event().wait(0.01)
        threading.Event().wait(0.1)
        other = client_for(stand.url)
        with pytest.raises(stripe.APIError, match="in-progress request") as caught:
            other.v1.checkout.sessions.create(params=order(), options={"idempotency_key": "one"})
        assert caught.value.http_status == 409
        assert "idempotency_key_in_use" in str(caught.value.http_body)
        slow.join()
        assert create(stand, "one").id == made[0].id

    def test_is_forgotten_after_a_day(self, stand: Stand) -> None:
        first = create(stand, "one")
        with time_machine.travel(time.time() + 24 * 3600 + 1):
            assert create(stand, "one").id != first.id

    def test_must_not_be_too_long(self, stand: Stand) -> None:
        with pytest.raises(stripe.InvalidRequestError, match="255 characters"):
            create(stand, "k" * 256)

    def test_is_given_by_the_sandbox_where_none_is_sent(self, stand: Stand) -> None:
        created = stand.client.v1.customers.create(params={"name": "Mo"})
        assert created.last_response is not None
        assert created.last_response.headers["Request-Id"]


class TestTwentyRequestsAtOnce:
    def test_do_the_work_once(self, stand: Stand) -> None:
        outcomes: list[str] = []

        def ask() -> None:
            try:
                outcomes.append(
                    client_for(stand.url)
                    .v1.checkout.sessions.create(params=order(), options={"idempotency_key": "race"})
                    .id
                )
            except stripe.APIError as error:
                outcomes.append(str(error.http_status))

        threads = [threading.Thread(target=ask) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        (made,) = stand.sandbox.sessions()
        assert set(outcomes) <= {made["id"], "409"}
        assert made["id"] in outcomes
