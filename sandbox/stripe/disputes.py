"""Disputes: the payer's bank takes the money back, and sometimes gives it again.

Follows https://docs.stripe.com/disputes.
"""

from __future__ import annotations

from sandbox.engine.work import Json, Work
from sandbox.stripe import balance, files, money_objects
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
    _require(dispute, "warning_needs_response", "warning_under_review")
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


_ASKS = ("needs_response", "warning_needs_response")
#: What Stripe's test mode reads in the free text: https://docs.stripe.com/testing#disputes
_DECIDED_BY = {"winning_evidence": "win", "losing_evidence": "lose"}
_MOST_CHARACTERS = 150_000
_FILES = (
    "cancellation_policy",
    "customer_communication",
    "customer_signature",
    "duplicate_charge_documentation",
    "receipt",
    "refund_policy",
    "service_documentation",
    "shipping_documentation",
    "uncategorized_file",
)


def update(work: Work, dispute: Json, params: Json) -> Json:
    """Keep evidence, and send it to the bank unless that is asked not to be; once sent, it stays as it is."""
    _require(dispute, *_ASKS)
    due = dispute["evidence_details"]["due_by"]
    if due is not None and due <= work.now:
        raise invalid("The time to submit evidence for this dispute has passed.", param="evidence")
    evidence = params.get("evidence", {})
    if evidence:
        _check(work, evidence)
        dispute["evidence"] = {**dispute["evidence"], **evidence}
        dispute["evidence_details"]["has_evidence"] = True
    dispute["metadata"] = {**dispute["metadata"], **params.get("metadata", {})}
    work.save(dispute)
    return submit_evidence(work, dispute) if params.get("submit", True) else dispute


def _check(work: Work, evidence: Json) -> None:
    texts = [text for text in evidence.values() if isinstance(text, str)]
    if sum(len(text) for text in texts) > _MOST_CHARACTERS:
        raise invalid("The evidence has more than 150,000 characters in all.", param="evidence")
    for name in _FILES:
        if name in evidence:
            file = work.get("file", evidence[name], param=f"evidence[{name}]")
            if file["purpose"] != files.EVIDENCE:
                raise invalid("This file was not uploaded as evidence.", param=f"evidence[{name}]")


def submit_evidence(work: Work, dispute: Json) -> Json:
    """The chapter has answered; the bank looks at it."""
    _require(dispute, *_ASKS)
    before = dispute["status"]
    dispute["status"] = before.replace("needs_response", "under_review")
    dispute["evidence_details"].update(has_evidence=True, submission_count=1, submission_method="manual")
    work.save(dispute)
    work.emit("charge.dispute.updated", dispute, previous={"status": before})
    written = dispute["evidence"]["uncategorized_text"] or ""
    for word, act in _DECIDED_BY.items():
        if word in written and not before.startswith("warning"):
            work.later(f"{act}_dispute", dispute["id"], _DECIDING)
    return dispute


#: Seconds that the bank of a test takes for its decision.
_DECIDING = 60


def close(work: Work, dispute: Json) -> Json:
    """The chapter gives in: a dispute is lost, an inquiry is closed."""
    _require(dispute, *_ASKS)
    return close_inquiry(work, dispute) if dispute["status"].startswith("warning") else lose(work, dispute)


def escalate(work: Work, dispute: Json) -> Json:
    """The bank that only asked takes the money: its inquiry becomes a dispute, which wants an answer of its own."""
    _require(dispute, "warning_needs_response", "warning_under_review")
    dispute["status"] = "needs_response"
    dispute["evidence_details"].update(
        due_by=work.now + money_objects.ANSWER_TIME, submission_count=0, submission_method="not_submitted"
    )
    _withdraw(work, dispute)
    work.emit("charge.dispute.updated", dispute)
    work.emit("charge.dispute.funds_withdrawn", dispute)
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
