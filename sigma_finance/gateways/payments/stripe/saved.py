"""Payment methods that Stripe keeps: set up by their owner, charged while they are away, changed in its portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigma_finance.gateways.payments.errors import ProviderObjectMissing
from sigma_finance.gateways.payments.stripe import calls, objects
from sigma_finance.gateways.payments.types import (
    DirectCharge,
    SavedCharge,
    SavedMethod,
    SetupRequest,
    SetupSession,
)

if TYPE_CHECKING:
    import stripe
    from stripe.params import CustomerCreateParams, PaymentIntentCreateParams
    from stripe.params.checkout import SessionCreateParams

_METHOD = "setup_intent.payment_method"
_CHARGE = "latest_charge.balance_transaction"
_PAGE = 100


def create_customer(
    *, name: str, email: str | None, chapter_slug: str, member_id: int, idempotency_key: str
) -> str:
    """The id under which Stripe keeps a member's payment methods."""
    params: CustomerCreateParams = {
        "name": name,
        "metadata": {objects.CHAPTER: chapter_slug, objects.MEMBER: str(member_id)},
    }
    if email and email.isascii():
        params["email"] = email
    made = calls.ask(
        "create_customer",
        lambda stripe: stripe.v1.customers.create(params, {"idempotency_key": idempotency_key}),
        so="Nothing was saved.",
    )
    return made.id


def create_setup_session(*, request: SetupRequest, idempotency_key: str) -> SetupSession:
    """Open Stripe's page on which a payer keeps a card or bank account; nothing is charged there."""
    metadata = {
        objects.MANDATE: request.mandate_ref,
        objects.CHAPTER: request.chapter_slug,
        objects.MEMBER: str(request.member_id),
    }
    params: SessionCreateParams = {
        "mode": "setup",
        "currency": request.currency.lower(),
        "customer": request.customer,
        "client_reference_id": request.mandate_ref,
        "metadata": metadata,
        "setup_intent_data": {"metadata": metadata},
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
    }
    made = calls.ask(
        "create_setup_session",
        lambda stripe: stripe.v1.checkout.sessions.create(params, {"idempotency_key": idempotency_key}),
        so="Nothing was saved.",
    )
    return calls.read(objects.setup, made)


def get_setup_session(*, session_id: str) -> SetupSession:
    """The page as Stripe has it now, with the method once one is kept; raises ProviderObjectMissing."""
    known_id = objects.known(session_id)
    found = calls.ask(
        "get_setup_session",
        lambda stripe: stripe.v1.checkout.sessions.retrieve(known_id, {"expand": [_METHOD]}),
    )
    return calls.read(objects.setup, found)


def get_setup_intent(*, setup_intent: str) -> SetupSession:
    """What came of a setup page, by its SetupIntent; raises ProviderObjectMissing for one that Stripe doesn't know."""
    known_id = objects.known(setup_intent)
    found = calls.ask(
        "get_setup_intent",
        lambda stripe: stripe.v1.setup_intents.retrieve(known_id, {"expand": ["payment_method"]}),
    )
    return calls.read(objects.setup_intent, found)


def find_saved_method(*, customer: str, preferred: str | None) -> SavedMethod | None:
    """What a customer keeps and wants charged: their default, else the one ``preferred``, else the newest."""
    known_id = objects.known(customer)
    try:
        default, kept = calls.ask("find_saved_method", lambda stripe: _kept(stripe, known_id))
    except ProviderObjectMissing:
        return None
    for wanted in (default, preferred):
        for method in kept:
            if method.id == wanted:
                return calls.read(objects.saved_method, method)
    return calls.read(objects.saved_method, kept[0]) if kept else None


def _kept(client: stripe.StripeClient, customer_id: str) -> tuple[str | None, list[stripe.PaymentMethod]]:
    customer = client.v1.customers.retrieve(customer_id)
    if "deleted" in customer:
        return None, []
    settings = customer.invoice_settings
    default = settings.default_payment_method if settings else None
    kept = client.v1.customers.payment_methods.list(customer_id, {"limit": _PAGE})
    return (default if default is None or isinstance(default, str) else default.id), list(kept.data)


def create_portal_session(*, customer: str, return_url: str) -> str:
    """A way into Stripe's portal for one customer, good for a short while; returns its address."""
    known_id = objects.known(customer)
    made = calls.ask(
        "create_portal_session",
        lambda stripe: stripe.v1.billing_portal.sessions.create(
            {"customer": known_id, "return_url": return_url}
        ),
    )
    return made.url


def charge_saved(*, request: SavedCharge, idempotency_key: str) -> DirectCharge:
    """Take an amount from a kept method; a decline is an answer, not an error. Repeated under one key, it takes once.

    Raises Refused where nothing was tried, OutcomeUnknown where it may have been.
    """
    params = _params(request)
    found = calls.ask("charge_saved", lambda stripe: _charged(stripe, params, idempotency_key))
    return calls.read(objects.direct_charge, found)


def _params(request: SavedCharge) -> PaymentIntentCreateParams:
    return {
        "amount": request.amount_minor,
        "currency": request.currency.lower(),
        "customer": request.customer,
        "payment_method": request.method_id,
        "off_session": True,
        "confirm": True,
        "description": request.description,
        "statement_descriptor_suffix": request.statement_suffix,
        "metadata": {
            objects.REFERENCE: request.payment_ref,
            objects.CHAPTER: request.chapter_slug,
            objects.MEMBER: str(request.member_id),
        },
        "expand": [_CHARGE],
    }


def _charged(
    client: stripe.StripeClient, params: PaymentIntentCreateParams, idempotency_key: str
) -> stripe.PaymentIntent:
    import stripe

    try:
        return client.v1.payment_intents.create(params, {"idempotency_key": idempotency_key})
    except stripe.CardError as refusal:
        tried = refusal.error.payment_intent if refusal.error else None
        if tried is None:
            raise
        return client.v1.payment_intents.retrieve(tried.id, {"expand": [_CHARGE]})


def get_direct_charge(*, payment_intent: str) -> DirectCharge:
    """A charge that needed no page, as Stripe has it now; raises ProviderObjectMissing for one that it doesn't know."""
    known_id = objects.known(payment_intent)
    found = calls.ask(
        "get_direct_charge",
        lambda stripe: stripe.v1.payment_intents.retrieve(known_id, {"expand": [_CHARGE]}),
    )
    return calls.read(objects.direct_charge, found)


def find_direct_charge(*, customer: str, payment_ref: str) -> DirectCharge | None:
    """The charge of a customer's kept method that carries our reference, if Stripe ever made it."""
    known_id = objects.known(customer)
    intents = calls.every(
        "find_direct_charge",
        lambda stripe: stripe.v1.payment_intents.list(
            {"customer": known_id, "limit": _PAGE, "expand": [f"data.{_CHARGE}"]}
        ),
    )
    read = calls.read_each(objects.direct_charge, intents)
    return next(
        (one for one in read if isinstance(one, DirectCharge) and one.payment_ref == payment_ref), None
    )
