"""The portal, where payment methods are let go."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.sandbox.saving import customer, kept
from tests.sandbox.standing import Stand


class TestThePortal:
    def test_is_for_one_customer_and_new_each_time(self, stand: Stand) -> None:
        known, _ = kept(stand)
        params: Any = {"customer": known, "return_url": "https://example.org/autopay"}
        made = [stand.client.v1.billing_portal.sessions.create(params) for _ in range(2)]
        assert {one.customer for one in made} == {known}
        assert len({one.url for one in made}) == 2

    def test_needs_a_customer_that_is_there(self, stand: Stand) -> None:
        known = customer(stand)
        stand.client.v1.customers.delete(known)
        with pytest.raises(stripe.InvalidRequestError):
            stand.client.v1.billing_portal.sessions.create({"customer": known})
