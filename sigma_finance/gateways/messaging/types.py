"""An e-mail as it leaves, and the three ways in which its delivery can go wrong."""

from __future__ import annotations

from dataclasses import dataclass

from sigma_finance.domain.errors import Invalid, Unavailable


@dataclass(frozen=True)
class Email:
    """One message to one person; ``message_ref`` is our own id, which comes back with the provider's events.

    ``stop_url`` is where the reader can ask for no more of the kind, ``reply_to`` the name and address of who reads
    answers.
    """

    to: str
    subject: str
    text: str
    html: str
    from_name: str
    message_ref: str
    stop_url: str | None = None
    reply_to: tuple[str, str] | None = None


class DeliveryRefused(Invalid):
    """The provider won't take this message, now or later."""


class DeliveryFailed(Unavailable):
    """The message did not leave; trying again later is right and cannot send it twice."""


class DeliveryUnknown(Unavailable):
    """The message went out and the answer was lost: sending it again may send it twice."""
