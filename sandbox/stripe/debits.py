"""Bank debits, told in Stripe's objects and events: begun on the checkout page, settled or failed days later."""

from __future__ import annotations

from sandbox.engine.work import Json, Work
from sandbox.stripe import charge_objects, payments
from sandbox.stripe import payment_objects as build
from sandbox.stripe.cards import TestAccount
from sandbox.stripe.payments import NotPayable


def begin(work: Work, session: Json, *, account: TestAccount, payer: Json) -> Json:
    """Start a bank debit: the session is complete but unpaid until the debit settles or fails."""
    intent = payments.open_intent(work, session)
    method = work.add(
        build.payment_method(
            "us_bank_account", build.bank_details(account.number), payer=payer, now=work.now
        ),
        aside={"account": account.number},
    )
    charge = payments.add_charge(work, intent, method, authenticated=False)
    intent.update(
        status="processing", payment_method=method["id"], latest_charge=charge["id"], last_payment_error=None
    )
    work.save(intent)
    payments.complete(work, session, payer, payment_status="unpaid")
    work.emit("charge.pending", charge)
    work.emit("payment_intent.processing", intent)
    work.emit("checkout.session.completed", session)
    if work.settings.debit_delay is not None:
        work.later("end_debit", session["id"], work.settings.debit_delay)
    return session


def settle(work: Work, session: Json) -> Json:
    """The bank pays a debit that is under way."""
    intent, charge = _debit(work, session)
    payments.approve(work, intent, charge)
    session["payment_status"] = "paid"
    work.save(session)
    work.never(session["id"])
    work.emit("checkout.session.async_payment_succeeded", session)
    return session


def fail(work: Work, session: Json, *, account: TestAccount) -> Json:
    """The bank refuses a debit that is under way."""
    intent, charge = _debit(work, session)
    code = account.failure_code or "insufficient_funds"
    message = account.message or "The customer's account has insufficient funds to cover this payment."
    charge.update(status="failed", failure_code=code, failure_message=message)
    charge["outcome"] = charge_objects.declined(code, None)
    work.save(charge)
    method = work.get("payment_method", charge["payment_method"])
    payments.note_error(intent, method, charge=charge, code=code, decline_code=None, message=message)
    work.save(intent)
    work.never(session["id"])
    work.emit("charge.failed", charge)
    work.emit("payment_intent.payment_failed", intent)
    work.emit("checkout.session.async_payment_failed", session)
    return session


def account_of(work: Work, session: Json) -> str:
    """The number of the bank account that a session is being paid from."""
    intent = payments.intent_of(work, session)
    number: str = work.aside(intent["payment_method"]).get("account", "")
    return number


def _debit(work: Work, session: Json) -> tuple[Json, Json]:
    intent = payments.intent_of(work, session)
    if intent["status"] != "processing":
        raise NotPayable
    return intent, work.get("charge", intent["latest_charge"])
