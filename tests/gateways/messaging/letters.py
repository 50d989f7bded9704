"""A message that is sent."""

from __future__ import annotations

from sigma_finance.gateways.messaging.types import Email

EMAIL = Email(
    to="ada@example.org",
    subject="Receipt R-2026-0001: $200.00 received on November 2, 2026",
    text="Thank you, Ada.\n",
    html="<p>Thank you, Ada.</p>",
    from_name="Sigma Delta Sigma",
    message_ref="M-1",
)
