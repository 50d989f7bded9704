"""Disputes: the payer's bank takes the money back, and sometimes gives it again.

Follows https://docs.stripe.com/disputes.
"""

from __future__ import annotations

from sandbox.engine.work import Json, Work
from sandbox.stripe import balance, money_objects
from sandbox.stripe.errors import invalid


def open_dispute(work: Work, charge: Json, *, reason: str = "fraudulent", amount: int | None = None) -> Json:
    """The payer's bank disputes a charge: the money and a fee leave at once; raises Stripe's refusal."""
    dispute = _new(work, charge, reason=reason, amount=amount, status="needs_response")
    work.emit("charge.dispute.created", dispute)
    _withdraw(work, dispute)
    work.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def inquire(work: Work, charge: Json, *, reason: str = "fraudulent") -> Json:
    """The payer's bank asks about a charge before it disputes it: no money moves."""
    dispute = _new(work, charge, reason=reason, amount=None, status="warning_needs_response")
    work.emit("charge.dispute.created", dispute)
    return dispute


def close_inquiry(work: Work, dispute: Json) -> Json:
    """The bank has asked, and lets it be."""
    dispute["status"] = "warning_closed"
    work.save(dispute)
    work.emit("charge.dispute.closed", dispute)
    return dispute


def return_debit(work: Work, charge: Json, *, reason: str = "debit_not_authorized") -> Json:
    """A settled bank debit comes back: a dispute that is lost from its first moment."""
    dispute = _new(work, charge, reason=reason, amount=None, status="lost")
    work.emit("charge.dispute.created", dispute)
    _withdraw(work, dispute)
    work.emit("charge.dispute.funds_withdrawn", dispute)
    work.emit("charge.dispute.closed", dispute)
    return dispute


def _new(work: Work, charge: Json, *, reason: str, amount: int | None, status: str) -> Json:
    if charge["status"] != "succeeded" or charge["disputed"]:
        raise invalid(f"Charge {charge['id']} can't be disputed.", param="charge")
    balance.book_charge(work, charge)
    dispute = money_objects.dispute(
        charge, amount=amount or charge["amount"], reason=reason, status=status, now=work.now
    )
    work.add(dispute)
    charge["disputed"] = True
    work.save(charge)
    return dispute


def _withdraw(work: Work, dispute: Json) -> None:
    transaction = balance.move(
        work,
        kind="adjustment",
        category="dispute",
        amount=-dispute["amount"],
        fee=balance.DISPUTE_FEE,
        source=dispute,
        words=f"Chargeback withdrawal for {dispute['charge']}",
    )
    dispute["balance_transactions"] = [*dispute["balance_transactions"], transaction]
    work.save(dispute)


def submit_evidence(work: Work, dispute: Json) -> Json:
    """The chapter has answered; the bank looks at it."""
    _require(dispute, "needs_response")
    dispute["status"] = "under_review"
    dispute["evidence_details"].update(has_evidence=True, submission_count=1, submission_method="manual")
    work.save(dispute)
    work.emit("charge.dispute.updated", dispute, previous={"status": "needs_response"})
    return dispute


def win(work: Work, dispute: Json, *, return_fee: bool = False) -> Json:
    """The bank decides for the chapter: the money comes back, the fee only where Stripe returns it."""
    _require(dispute, "needs_response", "under_review")
    dispute["status"] = "won"
    transaction = balance.move(
        work,
        kind="adjustment",
        category="dispute_reversal",
        amount=dispute["amount"],
        fee=-balance.DISPUTE_FEE if return_fee else 0,
        source=dispute,
        words=f"Chargeback reversal for {dispute['charge']}",
    )
    dispute["balance_transactions"] = [*dispute["balance_transactions"], transaction]
    work.save(dispute)
    work.emit("charge.dispute.funds_reinstated", dispute)
    work.emit("charge.dispute.closed", dispute)
    return dispute


def lose(work: Work, dispute: Json) -> Json:
    """The bank decides for the payer: the money stays away."""
    _require(dispute, "needs_response", "under_review")
    dispute["status"] = "lost"
    work.save(dispute)
    work.emit("charge.dispute.closed", dispute)
    return dispute


def _require(dispute: Json, *statuses: str) -> None:
    if dispute["status"] not in statuses:
        raise invalid(f"The dispute's status is {dispute['status']}.", param="dispute")
