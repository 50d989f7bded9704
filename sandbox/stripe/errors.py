"""Stripe's way of saying no: the error object and the refusals that several endpoints share.

Follows https://docs.stripe.com/api/errors and https://docs.stripe.com/error-codes.
"""

from __future__ import annotations

from typing import Any

_DOCUMENTATION = "https://stripe.com/docs/error-codes/"


class StripeRefusal(Exception):
    """An answer other than 200, with the fields of Stripe's error object."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        code: str | None = None,
        param: str | None = None,
        kind: str = "invalid_request_error",
        executed: bool = True,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.param = param
        self.kind = kind
        self.executed = executed
        """Whether the endpoint had begun its work: only then is the answer kept under the idempotency key."""

    def body(self) -> dict[str, Any]:
        """The JSON that Stripe would send, leaving out what it would leave out."""
        error: dict[str, Any] = {"message": self.message, "type": self.kind}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = _DOCUMENTATION + self.code.replace("_", "-")
        if self.param:
            error["param"] = self.param
        return {"error": dict(sorted(error.items()))}


class CardRefusal(StripeRefusal):
    """A card that its bank refused: Stripe's 402, with the PaymentIntent that it was tried for."""

    def __init__(self, message: str, *, code: str, decline_code: str, intent: dict[str, Any]) -> None:
        super().__init__(message, status=402, code=code, kind="card_error")
        self.decline_code = decline_code
        self.intent = intent

    def body(self) -> dict[str, Any]:
        """The error with what was tried."""
        error = super().body()["error"]
        error.update(
            charge=self.intent["latest_charge"],
            decline_code=self.decline_code,
            payment_intent=self.intent,
            payment_method=self.intent["last_payment_error"]["payment_method"],
        )
        return {"error": dict(sorted(error.items()))}


def invalid(
    message: str, *, param: str | None = None, code: str | None = None, executed: bool = True
) -> StripeRefusal:
    """A request that can never work as it stands."""
    return StripeRefusal(message, param=param, code=code, executed=executed)


def unknown_parameter(name: str) -> StripeRefusal:
    """A parameter that this endpoint doesn't have."""
    return invalid(
        f"Received unknown parameter: {name}", param=name, code="parameter_unknown", executed=False
    )


def missing_parameter(name: str) -> StripeRefusal:
    """A parameter that this endpoint can't do without."""
    return invalid(f"Missing required param: {name}.", param=name, code="parameter_missing", executed=False)


def no_such(kind: str, object_id: str, *, param: str = "id", status: int = 404) -> StripeRefusal:
    """An id that belongs to nothing on this account."""
    message = f"No such {kind}: '{object_id}'"
    return StripeRefusal(message, status=status, code="resource_missing", param=param)


def unauthorized(message: str) -> StripeRefusal:
    """A request without a key, or with one that isn't ours."""
    return StripeRefusal(message, status=401, executed=False)
