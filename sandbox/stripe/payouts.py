"""Payouts: money that Stripe sends to the account's bank, what is in it, and what comes back.

Follows https://docs.stripe.com/payouts and https://docs.stripe.com/reports/payout-reconciliation: an automatic payout
holds the balance transactions since the one before, a manual one tells of none.
"""

from __future__ import annotations

from sandbox.engine.work import Json, Work
from sandbox.stripe import balance, listing, payout_objects
from sandbox.stripe.errors import invalid

_NOT_ITEMISED = "Balance transaction history can only be filtered on automatic transfers, not manual."


def pay_out(work: Work, *, currency: str = "") -> Json:
    """Stripe's daily payout of everything since the last one; raises its refusal where nothing is left.

    Where more went back than came in, the amount is below zero: Stripe takes it from the bank.
    """
    wanted = currency or work.settings.currency
    inside = _not_paid_out(work, wanted)
    amount = sum(each["net"] for each in inside)
    if amount == 0:
        raise invalid(f"There is nothing to pay out in {wanted}.", param="currency")
    payout = _add(work, amount, wanted, automatic=True, method="standard")
    for each in inside:
        each.update(status="available", available_on=min(each["available_on"], work.now))
        work.save(each, aside={"payout": payout["id"]})
    own = work.get("balance_transaction", payout["balance_transaction"])
    work.save(own, aside={"payout": payout["id"]})
    work.later("reconcile_payout", payout["id"], work.settings.fee_delay)
    _expect_arrival(work, payout)
    return payout


def pay_out_by_hand(work: Work, *, amount: int, currency: str = "", instant: bool = False) -> Json:
    """A payout that the account's owner asks for; what was in it Stripe never says."""
    if amount < 1:
        raise invalid(f"Invalid positive integer: {amount}", param="amount", code="parameter_invalid_integer")
    method = "instant" if instant else "standard"
    payout = _add(work, amount, currency or work.settings.currency, automatic=False, method=method)
    _expect_arrival(work, payout)
    return payout


def _not_paid_out(work: Work, currency: str) -> list[Json]:
    rows = work.every("balance_transaction", currency=currency)
    return [each for each in rows if "payout" not in work.aside(each["id"])]


def _add(work: Work, amount: int, currency: str, *, automatic: bool, method: str) -> Json:
    payout = work.add(
        payout_objects.payout(
            amount=amount, currency=currency, automatic=automatic, method=method, now=work.now
        )
    )
    transaction = _move(work, payout, kind="payout", amount=-amount, words="STRIPE PAYOUT")
    payout["balance_transaction"] = transaction["id"]
    work.save(payout)
    work.emit("payout.created", payout)
    return payout


def _move(work: Work, payout: Json, *, kind: str, amount: int, words: str) -> Json:
    transaction = balance.move(
        work, kind=kind, category=kind, amount=amount, fee=0, source=payout, words=words
    )
    transaction.update(status="available", available_on=work.now)
    return work.save(transaction)


def _expect_arrival(work: Work, payout: Json) -> None:
    if work.settings.payout_delay is not None:
        work.later("arrive_payout", payout["id"], work.settings.payout_delay)


def reconcile(work: Work, payout: Json) -> Json:
    """Stripe has put together what is in an automatic payout."""
    if payout["reconciliation_status"] == "in_progress":
        payout["reconciliation_status"] = "completed"
        work.save(payout)
        work.emit("payout.reconciliation_completed", payout)
    return payout


def arrive(work: Work, payout: Json) -> Json:
    """The bank has the money."""
    return _move_on(work, payout, "paid") if payout["status"] in ("pending", "in_transit") else payout


def fail(work: Work, payout: Json, *, code: str = "account_closed") -> Json:
    """The bank sent the money back, even after it had arrived: it is on the account's balance again."""
    if payout["status"] not in ("pending", "in_transit", "paid"):
        raise invalid(f"The payout's status is {payout['status']}.", param="payout")
    payout.update(failure_code=code, failure_message="The bank account has been closed.")
    return _return(work, payout, "failed", "payout_failure", "STRIPE PAYOUT FAILURE")


def cancel(work: Work, payout: Json) -> Json:
    """The account's owner takes a manual payout back before it is on its way."""
    if payout["status"] != "pending" or payout["automatic"]:
        raise invalid("Payouts can only be canceled while they are pending.", param="payout")
    return _return(work, payout, "canceled", "payout_cancel", "STRIPE PAYOUT CANCEL")


def _return(work: Work, payout: Json, status: str, kind: str, words: str) -> Json:
    transaction = _move(work, payout, kind=kind, amount=payout["amount"], words=words)
    payout["failure_balance_transaction"] = transaction["id"]
    return _move_on(work, payout, status)


def _move_on(work: Work, payout: Json, status: str) -> Json:
    previous = {"status": payout["status"]}
    payout["status"] = status
    work.save(payout)
    work.connection.execute(
        "DELETE FROM jobs WHERE name = 'arrive_payout' AND object_id = ?", (payout["id"],)
    )
    work.emit("payout.updated", payout, previous=previous)
    work.emit(f"payout.{status}", payout)
    return payout


def adjust(work: Work, *, amount: int, currency: str = "", kind: str = "adjustment", words: str = "") -> Json:
    """Stripe corrects the balance, or charges for a service: no payment, refund or dispute stands behind it."""
    return balance.move(
        work,
        kind=kind,
        category="fee" if kind == "stripe_fee" else "other_adjustment",
        amount=amount,
        fee=0,
        source={"id": None, "currency": currency or work.settings.currency},
        words=words or "Adjustment",
    )


def lines(work: Work, params: Json) -> Json:
    """One page of balance transactions: all of the account, or those in one automatic payout."""
    if "payout" in params and not work.get("payout", params["payout"], param="payout")["automatic"]:
        raise invalid(_NOT_ITEMISED, param="payout")
    return listing.page(
        work,
        "balance_transaction",
        params,
        url="/v1/balance_transactions",
        equal=("currency", "source", "type"),
        beside=("payout",),
    )
