"""How Stripe can disappoint: each error says what is known about the money.

Messages are for the person at the page. What an operator needs (status, code, request id) is logged instead,
since Stripe's own words can quote names and addresses.
"""

from __future__ import annotations

from sigma_finance.domain.errors import Invalid, NotFound, Unavailable


class ProviderRefused(Invalid):
    """Stripe said no, and nothing happened; ``code`` is Stripe's own word for the reason, or empty."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class ProviderObjectMissing(NotFound, ProviderRefused):
    """Stripe knows no such object."""


class KeyRefused(Unavailable, ProviderRefused):
    """Stripe refuses our key, or the key may not do this: nothing happened, and it is the operator's to mend."""


class OutcomeUnknown(Unavailable):
    """No answer, or none that can be read: the call may have happened. Ask again with the same key."""


class IdempotencyConflict(OutcomeUnknown):
    """The idempotency key belongs to another request: that one may have happened, this one never will."""


class Busy(Unavailable):
    """Stripe asks us to slow down; nothing happened."""


class BadPaymentSignature(Invalid):
    """A delivery that does not prove that Stripe sent it, or not within the last five minutes."""


class BadPaymentEvent(Invalid):
    """A signed delivery that is not an event."""
