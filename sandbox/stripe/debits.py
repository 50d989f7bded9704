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
    method = _method(work, account, payer)
    payments.complete(work, session, payer, payment_status="unpaid")
    _process(work, session, intent, method)
    work.emit("checkout.session.completed", session)
    return session


def _method(work: Work, account: TestAccount, payer: Json) -> Json:
    details = build.bank_details(account.number)
    method = build.payment_method("us_bank_account", details, payer=payer, now=work.now)
    return work.add(method, aside={"account": account.number})


def _process(work: Work, session: Json, intent: Json, method: Json) -> None:
    charge = payments.add_charge(work, intent, method, authenticated=False)
    intent.update(
        status="processing",
        payment_method=method["id"],
        latest_charge=charge["id"],
        last_payment_error=None,
        next_action=None,
    )
    work.save(intent)
    work.emit("charge.pending", charge)
    work.emit("payment_intent.processing", intent)
    if work.settings.debit_delay is not None:
        work.later("end_debit", session["id"], work.settings.debit_delay)


def ask_deposits(work: Work, session: Json, *, account: TestAccount, payer: Json) -> Json:
    """Take a bank account that was typed in: the page is done, and the debit waits for two small deposits."""
    intent = payments.open_intent(work, session)
    method = _method(work, account, payer)
    waits = build.verify_deposits(intent, now=work.now, public_url=work.settings.public_url)
    intent.update(status="requires_action", payment_method=method["id"], next_action=waits)
    work.save(intent)
    payments.complete(work, session, payer, payment_status="unpaid")
    work.emit("payment_intent.requires_action", intent)
    work.emit("checkout.session.completed", session)
    work.later("give_up_account", session["id"], build.CONFIRMED_WITHIN)
    return session


def confirm_account(work: Work, session: Json, *, right: bool, code: str = build.TOO_OFTEN) -> Json:
    """What the owner of an account that waits says of the deposits: right, or wrong for the last time, or nothing."""
    intent = payments.intent_of(work, session)
    if intent["status"] != "requires_action" or session["status"] != "complete":
        raise NotPayable
    method = work.get("payment_method", intent["payment_method"])
    work.never(session["id"])
    if right:
        _process(work, session, intent, method)
        return session
    payments.note_error(
        intent, method, charge=None, code=code, decline_code=None, message=build.NOT_CONFIRMED
    )
    intent["next_action"] = None
    work.save(intent)
    work.emit("payment_intent.payment_failed", intent)
    work.emit("checkout.session.async_payment_failed", session)
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
