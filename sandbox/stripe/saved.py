"""Payment methods kept for later: saved on a page in setup mode, charged while the payer is away, let go.

Follows https://docs.stripe.com/payments/save-and-reuse and https://docs.stripe.com/declines.
"""

from __future__ import annotations

from sandbox.engine.work import Json, Work
from sandbox.stripe import payment_objects as build
from sandbox.stripe import session_rules, setup_objects
from sandbox.stripe.cards import TestAccount, TestCard, brand_of
from sandbox.stripe.errors import missing_parameter
from sandbox.stripe.payments import NotPayable


def intend(work: Work, session: Json, data: Json) -> None:
    """The SetupIntent of a session in setup mode, made with it."""
    intent = work.add(setup_objects.setup_intent(data, session=session, now=work.now))
    session["setup_intent"] = intent["id"]
    work.emit("setup_intent.created", intent)


def save_card(work: Work, session: Json, *, card: TestCard, payer: Json, expiry: tuple[int, int]) -> Json:
    """Try to keep a card: the session is complete then, asks for 3-D Secure, or is still open with the reason."""
    intent = _open(work, session)
    method = _card(work, card, payer, expiry)
    if card.ending == "declines":
        return _refuse(work, session, intent, card)
    if card.ending.startswith("authenticates"):
        intent.update(status="requires_action", payment_method=method["id"], last_setup_error=None)
        work.save(intent)
        work.emit("setup_intent.requires_action", intent)
        return session
    return _keep(work, session, intent, method)


def save_account(work: Work, session: Json, *, account: TestAccount, payer: Json) -> Json:
    """Keep a bank account, confirmed at once by signing in to the bank."""
    intent = _open(work, session)
    details = build.bank_details(account.number)
    method = work.add(
        build.payment_method("us_bank_account", details, payer=payer, now=work.now),
        aside={"account": account.number},
    )
    return _keep(work, session, intent, method)


def ask_deposits(work: Work, session: Json, *, account: TestAccount, payer: Json) -> Json:
    """Keep a bank account that was typed in: the page is done, and the account waits for two small deposits."""
    intent = _open(work, session)
    method = work.add(
        build.payment_method(
            "us_bank_account", build.bank_details(account.number), payer=payer, now=work.now
        ),
        aside={"account": account.number},
    )
    intent.update(
        status="requires_action",
        payment_method=method["id"],
        last_setup_error=None,
        next_action=build.verify_deposits(intent, now=work.now, public_url=work.settings.public_url),
    )
    work.save(intent)
    session.update(status="complete", url=None)
    work.save(session)
    work.never(session["id"])
    work.emit("setup_intent.requires_action", intent)
    work.emit("checkout.session.completed", session)
    work.later("give_up_account", session["id"], build.CONFIRMED_WITHIN)
    return session


def confirm_account(work: Work, session: Json, *, right: bool, code: str = build.TOO_OFTEN) -> Json:
    """What the owner of an account that waits says of the deposits: right, or wrong for the last time, or nothing."""
    intent = work.get("setup_intent", session["setup_intent"])
    if intent["status"] != "requires_action" or session["status"] != "complete":
        raise NotPayable
    work.never(session["id"])
    if right:
        method = work.get("payment_method", intent["payment_method"])
        attach(work, method, session["customer"])
        intent.update(status="succeeded", last_setup_error=None, next_action=None)
        work.save(intent)
        work.emit("setup_intent.succeeded", intent)
        return session
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_setup_error={
            "code": code,
            "message": build.NOT_CONFIRMED,
            "type": "invalid_request_error",
        },
    )
    work.save(intent)
    work.emit("setup_intent.setup_failed", intent)
    return session


def authenticate(work: Work, session: Json, *, passed: bool) -> Json:
    """The payer's answer to 3-D Secure while a card is being kept."""
    intent = _open(work, session)
    if intent["status"] != "requires_action":
        raise NotPayable
    if passed:
        return _keep(work, session, intent, work.get("payment_method", intent["payment_method"]))
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        last_setup_error={
            "code": "setup_intent_authentication_failure",
            "message": "We are unable to authenticate your payment method.",
            "type": "invalid_request_error",
        },
    )
    work.save(intent)
    work.emit("setup_intent.setup_failed", intent)
    return session


def add_card(work: Work, customer: Json, *, card: TestCard, payer: Json, expiry: tuple[int, int]) -> Json:
    """Keep a card that its owner added in the portal; it is the one to be charged from now on."""
    method = attach(work, _card(work, card, payer, expiry), customer["id"])
    customer["invoice_settings"]["default_payment_method"] = method["id"]
    work.save(customer)
    work.emit("customer.updated", customer)
    return method


def attach(work: Work, method: Json, customer_id: str) -> Json:
    """Give a payment method to its customer."""
    method["customer"] = customer_id
    work.save(method)
    work.emit("payment_method.attached", method)
    return method


def detach(work: Work, method: Json) -> Json:
    """Let a payment method go: it can never be charged again."""
    customer = work.find("customer", method["customer"] or "")
    method["customer"] = None
    work.save(method)
    if customer and customer["invoice_settings"]["default_payment_method"] == method["id"]:
        customer["invoice_settings"]["default_payment_method"] = None
        work.save(customer)
        work.emit("customer.updated", customer)
    work.emit("payment_method.detached", method)
    return method


def open_portal(work: Work, params: Json) -> Json:
    """A way into the portal for a customer; raises Stripe's refusals."""
    if "customer" not in params:
        raise missing_parameter("customer")
    session_rules.customer(work, params["customer"])
    session_rules.check_url(params.get("return_url"), "return_url")
    return work.add(setup_objects.portal_session(params, public_url=work.settings.public_url, now=work.now))


def delete_customer(work: Work, customer_id: str) -> Json:
    """Remove a customer for good; raises Stripe's 404 for one that it never knew."""
    known = work.get("customer", customer_id)
    gone = {"id": customer_id, "object": "customer", "deleted": True}
    if not known.get("deleted"):
        work.save(gone)
        work.emit("customer.deleted", known)
    return gone


def card_number(work: Work, method_id: str | None) -> str:
    """The number behind a kept card."""
    number: str = work.aside(method_id or "").get("card", "")
    return number


def _open(work: Work, session: Json) -> Json:
    if session["status"] != "open":
        raise NotPayable
    return work.get("setup_intent", session["setup_intent"])


def _card(work: Work, card: TestCard, payer: Json, expiry: tuple[int, int]) -> Json:
    details = build.card_details(
        brand=brand_of(card.number), number=card.number, exp_month=expiry[0], exp_year=expiry[1]
    )
    return work.add(
        build.payment_method("card", details, payer=payer, now=work.now), aside={"card": card.number}
    )


def _refuse(work: Work, session: Json, intent: Json, card: TestCard) -> Json:
    intent["last_setup_error"] = {
        "code": card.code,
        "decline_code": card.decline_code or "generic_decline",
        "message": card.message,
        "type": "card_error",
    }
    work.save(intent)
    work.emit("setup_intent.setup_failed", intent)
    return session


def _keep(work: Work, session: Json, intent: Json, method: Json) -> Json:
    attach(work, method, session["customer"])
    intent.update(status="succeeded", payment_method=method["id"], last_setup_error=None, next_action=None)
    work.save(intent)
    session.update(status="complete", url=None)
    work.save(session)
    work.never(session["id"])
    work.emit("setup_intent.succeeded", intent)
    work.emit("checkout.session.completed", session)
    return session
