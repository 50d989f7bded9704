"""Faults played on purpose, as the real libraries feel them."""

from __future__ import annotations

import threading
import time

import pytest
import requests
import stripe

from sandbox import Fault
from tests.sandbox.standing import Stand, client_for, new_session, order

SESSIONS = "/stripe/v1/checkout/sessions"


class TestAFault:
    @pytest.mark.parametrize(
        ("status", "kind"), [(500, stripe.APIError), (503, stripe.APIError), (429, stripe.RateLimitError)]
    )
    def test_answers_with_a_status_as_often_as_asked(
        self, stand: Stand, status: int, kind: type[Exception]
    ) -> None:
        stand.sandbox.fault(Fault(SESSIONS, status=status, times=2))
        for _ in range(2):
            with pytest.raises(kind):
                new_session(stand)
        assert new_session(stand).status == "open"
        assert len(stand.sandbox.sessions()) == 1

    def test_answers_so_after_the_work_was_done(self, stand: Stand) -> None:
        stand.sandbox.fault(Fault(SESSIONS, status=500, moment="after"))
        with pytest.raises(stripe.APIError):
            new_session(stand)
        assert len(stand.sandbox.sessions()) == 1

    def test_drops_the_connection_before_anything_is_done(self, stand: Stand) -> None:
        stand.sandbox.fault(Fault(SESSIONS, kind="drop"))
        with pytest.raises(stripe.APIConnectionError):
            new_session(stand)
        assert stand.sandbox.sessions() == []

    def test_loses_the_answer_and_the_key_brings_it_back(self, stand: Stand) -> None:
        stand.sandbox.fault(Fault(SESSIONS, kind="drop", moment="after"))
        sessions = stand.client.v1.checkout.sessions
        with pytest.raises(stripe.APIConnectionError):
            sessions.create(params=order(), options={"idempotency_key": "one"})
        (made,) = stand.sandbox.sessions()
        assert sessions.create(params=order(), options={"idempotency_key": "one"}).id == made["id"]

    def test_hangs_until_the_client_gives_up(self, stand: Stand) -> None:
        stand.sandbox.fault(Fault(SESSIONS, kind="hang", seconds=1.5))
        client = stripe.StripeClient(
            "sk_test_x",
            base_addresses={"api": f"{stand.url}/stripe"},
            http_client=stripe.RequestsClient(timeout=(1, 0.3)),
        )
        began = time.perf_counter()
        with pytest.raises(stripe.APIConnectionError):
            client.v1.checkout.sessions.list()
        assert time.perf_counter() - began < 1.4

    def test_answers_late_but_in_full(self, stand: Stand) -> None:
        stand.sandbox.fault(Fault(SESSIONS, kind="hang", moment="after", seconds=0.2))
        began = time.perf_counter()
        assert new_session(stand).status == "open"
        assert time.perf_counter() - began >= 0.2

    def test_leaves_other_paths_and_methods_alone(self, stand: Stand) -> None:
        stand.sandbox.fault(Fault(SESSIONS, method="GET"))
        stand.sandbox.fault(Fault("/checkout"))
        session = new_session(stand)
        assert requests.get(str(session.url), timeout=5).status_code == 200
        with pytest.raises(stripe.APIError):
            stand.client.v1.checkout.sessions.retrieve(session.id)

    def test_is_counted_exactly_under_many_at_once(self, stand: Stand) -> None:
        stand.sandbox.fault(Fault("/stripe/v1/balance", times=5))
        failed: list[int] = []

        def ask() -> None:
            try:
                client_for(stand.url).v1.balance.retrieve()
            except stripe.APIError as error:
                failed.append(error.http_status or 0)

        threads = [threading.Thread(target=ask) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == [503] * 5


class TestFaultsOverHttp:
    def test_are_set_listed_and_cleared(self, stand: Stand) -> None:
        url = f"{stand.url}/faults"
        assert (
            requests.post(url, json={"path": SESSIONS, "status": 503, "times": 3}, timeout=5).status_code
            == 204
        )
        (listed,) = requests.get(url, timeout=5).json()
        assert (listed["path"], listed["times"], listed["kind"]) == (SESSIONS, 3, "status")
        assert requests.delete(url, timeout=5).status_code == 204
        assert stand.sandbox.faults() == []

    @pytest.mark.parametrize("body", [{"path": "/stripe", "kind": "explode"}, {"where": "/stripe"}, {}])
    def test_are_refused_when_they_make_no_sense(self, stand: Stand, body: dict[str, str]) -> None:
        assert requests.post(f"{stand.url}/faults", json=body, timeout=5).status_code == 400
