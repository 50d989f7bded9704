"""PaymentIntents that are made and confirmed in one request while the payer is away.

Follows https://docs.stripe.com/payments/save-and-reuse?platform=web&ui=checkout#charge-saved-payment-method.
"""

from __future__ import annotations

from sandbox.engine.work import Json, Work
from sandbox.stripe import charge_objects, payments, session_rules
from sandbox.stripe import payment_objects as build
from sandbox.stripe.cards import ACCOUNTS, CARDS, TestAccount, TestCard, find_account, find_card
from sandbox.stripe.errors import CardRefusal, StripeRefusal, invalid, missing_parameter

_REFUSING = ("declines", "declines_when_charged", "authenticates_then_declines")
_ASKING = "Your card was declined. This transaction requires authentication."
#: Asks for 3-D Secure whenever it is charged, kept or not.
_ALWAYS_ASKS = "4000002760003184"


def create(work: Work, params: Json) -> Json:
    """Take an amount from a kept payment method; raises Stripe's refusals, declines among them."""
    method = _check(work, params)
    intent = work.add(_intent(params, method, work.now))
    work.emit("payment_intent.created", intent)
    if method["type"] == "us_bank_account":
        return _debit(work, intent, method)
    card = find_card(work.aside(method["id"]).get("card", "")) or CARDS[0]
    if card.number == _ALWAYS_ASKS:
        return _ask(work, intent, method)
    if card.ending in _REFUSING:
        return _decline(work, intent, method, card)
    charge = payments.add_charge(work, intent, method, authenticated=False)
    payments.approve(work, intent, charge)
    return intent


def end_debit(work: Work, intent_id: str) -> None:
    """Let the bank decide on a debit as the test account's number says."""
    intent = work.get("payment_intent", intent_id)
    account = find_account(work.aside(intent["payment_method"] or "").get("account", "")) or ACCOUNTS[0]
    if account.failure_code:
        fail_debit(work, intent, account)
    else:
        settle_debit(work, intent)


def settle_debit(work: Work, intent: Json) -> Json:
    """The bank pays a debit that is under way."""
    charge = _under_way(work, intent)
    payments.approve(work, intent, charge)
    work.never(intent["id"])
    return intent


def fail_debit(work: Work, intent: Json, account: TestAccount) -> Json:
    """The bank refuses a debit that is under way."""
    charge = _under_way(work, intent)
    code = account.failure_code or "insufficient_funds"
    message = account.message or "The customer's account has insufficient funds to cover this payment."
    method = work.get("payment_method", charge["payment_method"])
    _fail(work, intent, method, charge, code=code, decline_code=code, message=message)
    work.never(intent["id"])
    return intent


def _under_way(work: Work, intent: Json) -> Json:
    if intent["status"] != "processing":
        raise payments.NotPayable
    return work.get("charge", intent["latest_charge"])


def _check(work: Work, params: Json) -> Json:
    for name in ("amount", "currency", "customer", "payment_method"):
        if name not in params:
            raise missing_parameter(name)
    if not params.get("confirm"):
        message = "The parameter `off_session` can only be passed in when `confirm` is set to `true`."
        raise invalid(message, param="off_session")
    if not params.get("off_session"):
        raise invalid("The sandbox confirms kept payment methods only: off_session.", param="off_session")
    if params["currency"].lower() not in session_rules.CURRENCIES:
        raise invalid(f"Invalid currency: {params['currency'].lower()}.", param="currency")
    session_rules.check_amount(params["amount"], params["currency"].lower())
    session_rules.check_suffix(work, params, "statement_descriptor_suffix")
    customer = session_rules.customer(work, params["customer"])
    method = work.get("payment_method", params["payment_method"], param="payment_method")
    if method["customer"] != customer["id"]:
        raise StripeRefusal(
            f"The customer does not have a payment method with the ID {method['id']}. "
            "The payment method must be attached to the customer.",
            code="payment_method_unexpected_state",
            param="payment_method",
        )
    return method


def _intent(params: Json, method: Json, now: int) -> Json:
    stands_for = {
        "amount_total": params["amount"],
        "currency": params["currency"].lower(),
        "customer": params["customer"],
        "payment_method_types": [method["type"]],
    }
    return {**build.payment_intent(params, session=stands_for, now=now), "payment_method": method["id"]}


def _debit(work: Work, intent: Json, method: Json) -> Json:
    charge = payments.add_charge(work, intent, method, authenticated=False)
    intent.update(status="processing", latest_charge=charge["id"])
    work.save(intent)
    work.emit("charge.pending", charge)
    work.emit("payment_intent.processing", intent)
    if work.settings.debit_delay is not None:
        work.later("end_intent_debit", intent["id"], work.settings.debit_delay)
    return intent


def _ask(work: Work, intent: Json, method: Json) -> Json:
    charge = payments.add_charge(work, intent, method, authenticated=False)
    code = "authentication_required"
    return _refuse(work, intent, method, charge, code=code, decline_code=code, message=_ASKING)


def _decline(work: Work, intent: Json, method: Json, card: TestCard) -> Json:
    charge = payments.add_charge(work, intent, method, authenticated=False)
    reason = card.decline_code or "generic_decline"
    return _refuse(work, intent, method, charge, code=card.code, decline_code=reason, message=card.message)


def _refuse(
    work: Work, intent: Json, method: Json, charge: Json, *, code: str, decline_code: str, message: str
) -> Json:
    """The intent and its charge stay, failed; the request is answered with 402."""
    _fail(work, intent, method, charge, code=code, decline_code=decline_code, message=message)
    work.refusal = CardRefusal(message, code=code, decline_code=decline_code, intent=intent)
    return intent


def _fail(
    work: Work, intent: Json, method: Json, charge: Json, *, code: str, decline_code: str, message: str
) -> None:
    charge.update(status="failed", failure_code=code, failure_message=message)
    charge["outcome"] = charge_objects.declined(decline_code, None)
    work.save(charge)
    payments.note_error(intent, method, charge=charge, code=code, decline_code=decline_code, message=message)
    work.save(intent)
    work.emit("charge.failed", charge)
    work.emit("payment_intent.payment_failed", intent)
