"""The five ways a request of ours can be refused; ``web/errors`` alone turns them into statuses."""

from __future__ import annotations


class DomainError(Exception):
    """A refusal that a person can read: ``message`` says what is wrong and what to do about it."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(DomainError):
    """What was asked for does not exist, or not for this person."""


class Forbidden(DomainError):
    """The person may not do this."""


class Conflict(DomainError):
    """The state of things no longer allows it."""


class Invalid(DomainError):
    """What was entered cannot be taken; ``field`` names the input."""


class Unavailable(DomainError):
    """A part that is needed does not answer now; trying again later is right."""
