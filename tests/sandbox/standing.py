"""What these tests stand on: a sandbox on a real socket, the real libraries, an endpoint for webhooks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import stripe
from flask import Flask, Response, request
from werkzeug.serving import make_server

from sandbox import Sandbox, create_sandbox, sandbox_of

SECRET = "whsec_for_tests"


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    """Serve an application with threads on a free port; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class WebhookReceiver:
    """What takes webhooks: verifies each with the stripe library, and answers as it is told."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    taken: list[stripe.Event] = field(default_factory=list)

    @property
    def types(self) -> list[str]:
        """The types taken so far, in order."""
        return [event.type for event in self.taken]

    def app(self) -> Flask:
        """The endpoint as an application."""
        app = Flask("endpoint")

        @app.post("/webhook")
        def take() -> Response:
            header = request.headers["Stripe-Signature"]
            event = stripe.Webhook.construct_event(request.get_data(), header, SECRET)
            status = self.answers.pop(0) if self.answers else 200
            if status == 200:
                self.taken.append(event)
            return Response(status=status)

        return app


@dataclass
class Stand:
    """A sandbox as these tests meet it."""

    url: str
    sandbox: Sandbox
    app: Flask
    client: stripe.StripeClient


def options(**changes: Any) -> dict[str, Any]:
    """Settings that make the sandbox quick."""
    quick: dict[str, Any] = {
        "webhook_url": None,
        "webhook_secret": SECRET,
        "public_url": "http://unset.invalid",
        "delivery_delay": 0.0,
        "fee_delay": 3600.0,
        "refund_delay": 3600.0,
        "debit_delay": None,
        "payout_delay": None,
    }
    return {**quick, **changes}


def client_for(url: str, key: str = "sk_test_sandbox") -> stripe.StripeClient:
    """The real library, pointed at a sandbox."""
    return stripe.StripeClient(
        key,
        base_addresses={"api": f"{url}/stripe", "connect": f"{url}/stripe", "files": f"{url}/stripe"},
        http_client=stripe.RequestsClient(timeout=(3, 10)),
    )


@contextmanager
def standing(path: Path, **changes: Any) -> Iterator[Stand]:
    """A served sandbox that keeps its state at the path."""
    app = create_sandbox(state_path=path, **options(**changes))
    sandbox = sandbox_of(app)
    with serve(app) as url:
        sandbox.settings.public_url = url
        yield Stand(url, sandbox, app, client_for(url))
        sandbox.stop()


def order(**changes: Any) -> Any:
    """Parameters of a Checkout Session such as the product sends."""
    params: dict[str, Any] = {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "usd",
                    "unit_amount": 20_000,
                    "product_data": {"name": "Sigma Delta Sigma dues"},
                },
            }
        ],
        "client_reference_id": "pay_ref_1",
        "customer_email": "mo.member@example.org",
        "metadata": {"sigma_payment": "pay_ref_1", "sigma_chapter": "sds", "sigma_member": "7"},
        "payment_intent_data": {
            "metadata": {"sigma_payment": "pay_ref_1"},
            "statement_descriptor_suffix": "SDS",
        },
        "success_url": "http://app.example.org/pay/result?session_id={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://app.example.org/pay",
    }
    return {**params, **changes}


def new_session(stand: Stand, **changes: Any) -> stripe.checkout.Session:
    """An open session."""
    return stand.client.v1.checkout.sessions.create(params=order(**changes))


def refused(stand: Stand, **changes: Any) -> stripe.InvalidRequestError:
    """The refusal of a session with these changes."""
    with pytest.raises(stripe.InvalidRequestError) as caught:
        new_session(stand, **changes)
    return caught.value
