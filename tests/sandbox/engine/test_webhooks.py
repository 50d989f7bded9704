"""Signatures that the stripe library verifies."""

from __future__ import annotations

import json
import time

import pytest
import stripe

from tests.sandbox.engine.paying import pay
from tests.sandbox.standing import SECRET, Stand


class TestASignature:
    def test_is_what_the_library_expects(self, stand: Stand) -> None:
        pay(stand)
        signed = stand.sandbox.signed(stand.sandbox.event("charge.succeeded"))
        event = stripe.Webhook.construct_event(signed.payload, signed.header, SECRET)
        assert event.type == "charge.succeeded"

    def test_can_be_old_or_of_another_secret(self, stand: Stand) -> None:
        pay(stand)
        event_id = stand.sandbox.event("charge.succeeded")["id"]
        old = stand.sandbox.signed(event_id, timestamp=int(time.time()) - 400)
        foreign = stand.sandbox.signed(event_id, secret="whsec_other")
        for signed in (old, foreign):
            with pytest.raises(stripe.SignatureVerificationError):
                stripe.Webhook.construct_event(signed.payload, signed.header, SECRET)

    def test_signs_bodies_that_no_event_has(self, stand: Stand) -> None:
        signed = stand.sandbox.signed({"object": "event", "type": "odd"})
        assert json.loads(signed.payload) == {"object": "event", "type": "odd"}
