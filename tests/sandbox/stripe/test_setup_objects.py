"""SetupIntents and portal sessions in Stripe's JSON."""

from __future__ import annotations

import stripe

from sandbox.stripe import setup_objects
from tests.sandbox.stripe.fitting import misfits


class TestASetupIntent:
    def test_is_what_the_library_declares(self) -> None:
        session = {"customer": "cus_1", "payment_method_types": ["card"]}
        body = setup_objects.setup_intent({"metadata": {"ref": "1"}}, session=session, now=5)
        assert misfits(body, stripe.SetupIntent, "intent") == []
        assert (body["customer"], body["metadata"]) == ("cus_1", {"ref": "1"})
        assert (body["status"], body["usage"]) == ("requires_payment_method", "off_session")
        assert body["client_secret"].startswith(f"{body['id']}_secret_")


class TestAPortalSession:
    def test_is_what_the_library_declares(self) -> None:
        params = {"customer": "cus_1", "return_url": "http://app.example.org/account"}
        body = setup_objects.portal_session(params, public_url="http://sandbox.example.org", now=5)
        assert misfits(body, stripe.billing_portal.Session, "session") == []
        assert body["url"] == f"http://sandbox.example.org/portal/{body['id']}"
        assert body["return_url"] == "http://app.example.org/account"
