"""Refunds: what Stripe allows, how the money moves, and refunds that take a while or fail.

Follows https://docs.stripe.com/refunds.
"""

from __future__ import annotations

from sandbox.engine.work import Json, Work
from sandbox.stripe import balance, money_objects
from sandbox.stripe.cards import find_card
from sandbox.stripe.errors import invalid, missing_parameter

_DEBITS_FOR = 180 * 24 * 3600
"""Seconds within which a bank debit can be refunded."""


def create(work: Work, params: Json) -> Json:
    """Give back part or all of a charge; raises Stripe's refusals when it can't be."""
    charge = _charge_for(work, params)
    amount = _amount(charge, params.get("amount"))
    balance.book_charge(work, charge)
    _check_funds(work, charge, amount)
    refund = money_objects.refund(charge, amount=amount, params=params, now=work.now)
    _choose_course(work, refund, charge)
    work.add(refund)
    _count(work, charge, amount)
    _withdraw(work, refund)
    work.emit("refund.created", refund)
    work.emit("charge.refunded", charge, previous={"amount_refunded": charge["amount_refunded"] - amount})
    return refund


def _charge_for(work: Work, params: Json) -> Json:
    if "charge" in params:
        charge = work.get("charge", params["charge"], param="charge")
    elif "payment_intent" in params:
        intent = work.get("payment_intent", params["payment_intent"], param="payment_intent")
        if not intent["latest_charge"] or intent["status"] != "succeeded":
            message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
            raise invalid(message, param="payment_intent")
        charge = work.get("charge", intent["latest_charge"])
    else:
        raise missing_parameter("payment_intent")
    _check_refundable(work, charge)
    return charge


def _check_refundable(work: Work, charge: Json) -> None:
    if charge["status"] != "succeeded":
        raise invalid(f"Charge {charge['id']} has not succeeded; it can't be refunded.", param="charge")
    if charge["disputed"] and not _won(work, charge):
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise invalid(message, code="charge_disputed")
    if charge["amount_refunded"] >= charge["amount"]:
        message = f"Charge {charge['id']} has already been refunded."
        raise invalid(message, code="charge_already_refunded")
    if charge["payment_method_details"]["type"] != "card" and work.now - charge["created"] > _DEBITS_FOR:
        raise invalid("This payment is too old to be refunded.", param="charge")


def _check_funds(work: Work, charge: Json, amount: int) -> None:
    """Where the account has a floor, a refund that would sink it below that is refused."""
    floor = work.settings.refund_floor
    if floor is not None and balance.total(work, charge["currency"]) - amount < floor:
        message = "Insufficient funds in your Stripe balance to refund this amount."
        raise invalid(message, code="balance_insufficient")


def _won(work: Work, charge: Json) -> bool:
    return all(each["status"] == "won" for each in work.every("dispute", charge=charge["id"]))


def _amount(charge: Json, asked: int | None) -> int:
    left: int = charge["amount"] - charge["amount_refunded"]
    if asked is None:
        return left
    if asked < 1:
        raise invalid(f"Invalid positive integer: {asked}", param="amount", code="parameter_invalid_integer")
    if asked > left:
        message = (
            f"Refund amount ({_words(asked, charge)}) is greater than unrefunded amount on charge "
            f"({_words(left, charge)})"
        )
        raise invalid(message, param="amount")
    return asked


def _words(minor: int, charge: Json) -> str:
    return f"{minor // 100:,}.{minor % 100:02d} {charge['currency']}"


def _choose_course(work: Work, refund: Json, charge: Json) -> None:
    """A card's refund is done at once, unless the test card says otherwise; a bank's takes days."""
    card = find_card(work.aside(charge["payment_method"]).get("card", ""))
    if card is None:
        refund.update(status="pending", pending_reason="processing")
        if work.settings.debit_delay is not None:
            work.later("settle_refund", refund["id"], work.settings.debit_delay)
    elif card.refund == "pending":
        refund.update(status="pending", pending_reason="processing")
        work.later("settle_refund", refund["id"], work.settings.refund_delay)
    elif card.refund == "failed":
        work.later("fail_refund", refund["id"], work.settings.refund_delay)
    else:
        work.later("name_refund", refund["id"], work.settings.refund_delay)


def _count(work: Work, charge: Json, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    work.save(charge)


def _withdraw(work: Work, refund: Json) -> None:
    by_card = refund["destination_details"]["type"] == "card"
    transaction = balance.move(
        work,
        kind="refund" if by_card else "payment_refund",
        category="refund",
        amount=-refund["amount"],
        fee=0,
        source=refund,
        words="REFUND FOR PAYMENT",
    )
    refund["balance_transaction"] = transaction["id"]
    work.save(refund)


def settle(work: Work, refund: Json) -> Json:
    """A refund that was under way has reached the payer."""
    if refund["status"] != "pending":
        return refund
    refund.update(status="succeeded", pending_reason=None)
    work.save(refund)
    work.never(refund["id"])
    work.emit("refund.updated", refund, previous={"status": "pending"})
    return refund


def name(work: Work, refund: Json) -> Json:
    """The card network has given a refund its reference number."""
    destination = refund["destination_details"].get("card")
    if refund["status"] != "succeeded" or not destination or destination["reference_status"] != "pending":
        return refund
    previous = {"destination_details": {"card": {"reference_status": "pending"}}}
    destination.update(reference="7427" + refund["id"][-8:], reference_status="available")
    work.save(refund)
    work.emit("refund.updated", refund, previous=previous)
    return refund


def fail(work: Work, refund: Json, *, reason: str = "lost_or_stolen_card") -> Json:
    """A refund has come back: its money is on the account's balance again."""
    if refund["status"] not in ("pending", "succeeded"):
        return refund
    previous = {"status": refund["status"]}
    charge = work.get("charge", refund["charge"])
    _count(work, charge, -refund["amount"])
    transaction = balance.move(
        work,
        kind="refund_failure",
        category="refund_failure",
        amount=refund["amount"],
        fee=0,
        source=refund,
        words="REFUND FAILURE",
    )
    refund.update(
        status="failed",
        pending_reason=None,
        failure_reason=reason,
        failure_balance_transaction=transaction["id"],
    )
    work.save(refund)
    work.never(refund["id"])
    work.emit("refund.updated", refund, previous=previous)
    work.emit("refund.failed", refund, previous=previous)
    return refund
