"""Which provider takes payments: the one place that names a vendor."""

from __future__ import annotations

from sigma_finance.gateways.payments import stripe
from sigma_finance.gateways.payments.port import Provider


def provider() -> Provider:
    """The provider of this deployment."""
    return stripe
