"""What a payer does on the checkout page, told in Stripe's objects and events."""

from __future__ import annotations

from sandbox.engine.work import Json, Work
from sandbox.stripe import account_objects, balance, charge_objects, session_rules
from sandbox.stripe import payment_objects as build
from sandbox.stripe.cards import TestCard, brand_of, find_card


class NotPayable(Exception):
    """The session is complete or expired, or the step doesn't fit where the payment stands."""


def pay_by_card(work: Work, session: Json, *, card: TestCard, payer: Json, expiry: tuple[int, int]) -> Json:
    """Try a card on an open session: it is complete then, or still open with the reason on its PaymentIntent."""
    intent = open_intent(work, session)
    details = build.card_details(
        brand=brand_of(card.number), number=card.number, exp_month=expiry[0], exp_year=expiry[1]
    )
    method = work.add(
        build.payment_method("card", details, payer=payer, now=work.now), aside={"card": card.number}
    )
    intent["payment_method"] = method["id"]
    if card.ending.startswith("declines"):
        return _decline(work, session, intent, method, card)
    if card.ending.startswith("authenticates"):
        return _ask(work, session, intent, payer)
    return _take(work, session, intent, method, payer=payer, authenticated=False)


def authenticate(work: Work, session: Json, *, card: TestCard, passed: bool) -> Json:
    """The payer's answer to 3-D Secure."""
    intent = intent_of(work, session)
    if session["status"] != "open" or intent["status"] != "requires_action":
        raise NotPayable
    method = work.get("payment_method", intent["payment_method"])
    payer = method["billing_details"]
    intent["next_action"] = None
    if not passed:
        return _fail_authentication(work, session, intent, method)
    if card.ending == "authenticates_then_declines":
        return _decline(work, session, intent, method, card)
    return _take(work, session, intent, method, payer=payer, authenticated=True)


def pay_nothing(work: Work, session: Json, *, payer: Json) -> Json:
    """Complete a session whose promotion leaves nothing to pay: there is no PaymentIntent."""
    _require_open(session)
    if session["amount_total"]:
        raise NotPayable
    complete(work, session, payer, payment_status="no_payment_required")
    work.emit("checkout.session.completed", session)
    return session


def card_of(work: Work, session: Json) -> str:
    """The number of the card that a session was last paid with."""
    intent = intent_of(work, session)
    number: str = work.aside(intent["payment_method"] or "").get("card", "")
    return number


def _require_open(session: Json) -> None:
    if session["status"] != "open":
        raise NotPayable


def intent_of(work: Work, session: Json) -> Json:
    """The PaymentIntent of a session; raises NotPayable where nobody has tried to pay."""
    if not session["payment_intent"]:
        raise NotPayable
    return work.get("payment_intent", session["payment_intent"])


def open_intent(work: Work, session: Json) -> Json:
    """The session's PaymentIntent, made when the payer first tries to pay."""
    _require_open(session)
    if session["payment_intent"]:
        return work.get("payment_intent", session["payment_intent"])
    data = work.aside(session["id"]).get("payment_intent_data", {})
    intent = work.add(build.payment_intent(data, session=session, now=work.now))
    session["payment_intent"] = intent["id"]
    work.save(session)
    work.emit("payment_intent.created", intent)
    return intent


def add_charge(work: Work, intent: Json, method: Json, *, authenticated: bool) -> Json:
    """A charge on an intent by a payment method, its outcome still open."""
    words = session_rules.descriptor(work, intent["statement_descriptor_suffix"])
    return work.add(
        charge_objects.charge(intent, method, descriptor=words, authenticated=authenticated, now=work.now)
    )


def _take(work: Work, session: Json, intent: Json, method: Json, *, payer: Json, authenticated: bool) -> Json:
    charge = add_charge(work, intent, method, authenticated=authenticated)
    approve(work, intent, charge)
    complete(work, session, payer, payment_status="paid")
    work.emit("checkout.session.completed", session)
    card = find_card(work.aside(method["id"]).get("card", ""))
    if card and card.dispute:
        work.later("dispute", charge["id"], work.settings.fee_delay)
    return session


def approve(work: Work, intent: Json, charge: Json) -> None:
    """The payer's bank has paid: charge and intent succeed, and the fee will be known later."""
    charge.update(
        status="succeeded",
        paid=True,
        captured=True,
        amount_captured=charge["amount"],
        outcome=charge_objects.APPROVED,
        receipt_url=f"{work.settings.public_url}/payments/{intent['id']}",
    )
    work.save(charge)
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        last_payment_error=None,
        next_action=None,
    )
    work.save(intent)
    work.emit("charge.succeeded", charge)
    work.emit("payment_intent.succeeded", intent)
    balance.expect_charge(work, charge)


def complete(work: Work, session: Json, payer: Json, *, payment_status: str) -> None:
    """Close a session as Stripe does when the payer is done with it."""
    if session["customer_creation"] == "always" and not session["customer"]:
        _add_customer(work, session, payer)
    session.update(
        status="complete",
        payment_status=payment_status,
        url=None,
        customer_details={
            "address": build.billing_details(payer)["address"],
            "business_name": None,
            "email": payer.get("email"),
            "individual_name": None,
            "name": payer.get("name"),
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        },
        collected_information={"business_name": None, "individual_name": None, "shipping_details": None},
    )
    work.save(session)
    work.never(session["id"])


def _add_customer(work: Work, session: Json, payer: Json) -> None:
    customer = work.add(
        account_objects.customer({"email": payer["email"], "name": payer["name"]}, now=work.now)
    )
    session["customer"] = customer["id"]
    work.emit("customer.created", customer)


def _decline(work: Work, session: Json, intent: Json, method: Json, card: TestCard) -> Json:
    charge = add_charge(work, intent, method, authenticated=card.ending == "authenticates_then_declines")
    reason = card.decline_code or "generic_decline"
    charge.update(status="failed", failure_code=card.code, failure_message=card.message)
    charge["outcome"] = charge_objects.declined(reason, card.advice)
    work.save(charge)
    note_error(intent, method, charge=charge, code=card.code, decline_code=reason, message=card.message)
    work.save(intent)
    work.emit("charge.failed", charge)
    work.emit("payment_intent.payment_failed", intent)
    return session


def _fail_authentication(work: Work, session: Json, intent: Json, method: Json) -> Json:
    message = (
        "We are unable to authenticate your payment method. "
        "Please choose a different payment method and try again."
    )
    code = "payment_intent_authentication_failure"
    note_error(intent, method, charge=None, code=code, decline_code=None, message=message)
    work.save(intent)
    work.emit("payment_intent.payment_failed", intent)
    return session


def note_error(
    intent: Json, method: Json, *, charge: Json | None, code: str, decline_code: str | None, message: str
) -> None:
    """Put the reason of a failed attempt on its intent, which waits for another payment method."""
    error: Json = {
        "code": code,
        "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
        "message": message,
        "payment_method": method,
        "type": "card_error" if method["type"] == "card" and charge else "invalid_request_error",
    }
    if charge:
        error["charge"] = charge["id"]
        intent["latest_charge"] = charge["id"]
    if decline_code:
        error["decline_code"] = decline_code
    intent.update(status="requires_payment_method", payment_method=None, last_payment_error=error)


def _ask(work: Work, session: Json, intent: Json, payer: Json) -> Json:
    url = f"{work.settings.public_url}/checkout/{session['id']}/authentication"
    intent.update(
        status="requires_action",
        last_payment_error=None,
        next_action={"type": "redirect_to_url", "redirect_to_url": {"return_url": url, "url": url}},
    )
    work.save(intent)
    work.emit("payment_intent.requires_action", intent)
    return session
