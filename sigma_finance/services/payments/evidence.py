"""The evidence for a disputed payment, put together: what was agreed, paid, told and seen, as a PDF and as texts.

What is read is what is sent: the pack is made once, when an officer writes the answer, and kept with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import TemplateError

from sigma_finance.domain.dates import long_date
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.logins.devices import device_name
from sigma_finance.domain.payments import disputes
from sigma_finance.gateways.messaging import render
from sigma_finance.gateways.pdf.typesetting import typeset
from sigma_finance.queries.payments import evidence as queries
from sigma_finance.queries.payments import receipts
from sigma_finance.queries.payments.evidence import (
    AgreedPlan,
    Consent,
    DisputedPayment,
    OwnWords,
    PaymentStart,
    ReceivedPayment,
    SentMessage,
    SignIn,
)
from sigma_finance.queries.payments.settling import SettledLine
from sigma_finance.services.books import documents
from sigma_finance.services.books.documents import Sender
from sigma_finance.services.messages import outbox

#: Stripe takes 20,000 characters a field of text; what is longer stands in the pack alone.
_MOST = 20_000


@dataclass(frozen=True)
class EvidencePack:
    """What answers a dispute: the PDF, and the texts by the names of Stripe's own fields."""

    pdf: bytes
    texts: dict[str, str]


@dataclass(frozen=True)
class _Proof:
    """All that the product knows of a disputed payment."""

    payment: DisputedPayment
    settled: Sequence[SettledLine]
    began: PaymentStart | None
    autopay: Consent | None
    plan: AgreedPlan | None
    receipts: Sequence[ReceivedPayment]
    messages: Sequence[SentMessage]
    sign_ins: Sequence[SignIn]
    own_words: Sequence[OwnWords]


def put_together(*, sender: Sender, dispute_id: int, words: str, members_words: str) -> EvidencePack:
    """The evidence for a dispute, with what an officer says to it and what the member wrote; raises NotFound."""
    proof = _gather(sender.chapter_id, dispute_id)
    return EvidencePack(
        typeset("evidence", _facts(sender, proof, words, members_words)), _texts(sender, proof, words)
    )


def _gather(chapter_id: int, dispute_id: int) -> _Proof:
    paid = queries.get_payment(chapter_id=chapter_id, dispute_id=dispute_id)
    if paid is None:
        raise NotFound("There is no such dispute in your chapter.")
    settled = _settled(chapter_id, paid)
    began = queries.find_start(chapter_id=chapter_id, payment_id=paid.payment_id)
    if paid.member_id is None:
        return _Proof(paid, settled, began, None, None, (), (), (), ())
    whose = {"chapter_id": chapter_id, "member_id": paid.member_id}
    consent = queries.find_autopay_consent(**whose, before=paid.began_at) if paid.autopay else None
    return _Proof(
        payment=paid,
        settled=settled,
        began=began,
        autopay=consent,
        plan=queries.find_plan(**whose, before=paid.opened_at),
        receipts=queries.receipts(**whose),
        messages=queries.messages(**whose),
        sign_ins=queries.sign_ins(user_id=paid.user_id, member_id=paid.member_id) if paid.user_id else (),
        own_words=queries.own_words(**whose),
    )


def _settled(chapter_id: int, paid: DisputedPayment) -> Sequence[SettledLine]:
    """What the payment paid for when it came in; a dispute has opened some of it again since."""
    if paid.receipt is None:
        return ()
    return receipts.get_receipt(chapter_id=chapter_id, reference=paid.reference, timezone="UTC").settled


def _facts(sender: Sender, proof: _Proof, words: str, members_words: str) -> dict[str, Any]:
    paid = proof.payment
    return {
        **documents.frame(sender, f"Evidence for {paid.stripe_dispute_id}"),
        "amount": sender.money(paid.disputed_minor),
        "reason": disputes.reason_in_words(paid.reason),
        "words": words,
        "pairs": _pairs(sender, proof),
        "settled": [(line.description, sender.money(line.amount_minor)) for line in proof.settled],
        "agreements": _agreements(sender, proof),
        "plan": _plan(sender, proof.plan) if proof.plan else None,
        "receipts": [_receipt(sender, one) for one in proof.receipts],
        "messages": [_message(sender, one) for one in proof.messages],
        "sign_ins": [_sign_in(sender, one) for one in proof.sign_ins],
        "own_words": _own_words(sender, proof, members_words),
    }


def _at(sender: Sender, moment: datetime) -> str:
    return documents.at(moment, sender.timezone)


def _pairs(sender: Sender, proof: _Proof) -> list[tuple[str, str]]:
    paid, began = proof.payment, proof.began
    method = f"{paid.method.label}, {'by autopay' if paid.autopay else 'on the payment page of Stripe'}"
    pairs = [
        ("Payer", paid.name or "Not known"),
        ("E-mail address", paid.email or ""),
        ("Paid by", f"{paid.payer_email}, by the member's pay link" if paid.payer_email else ""),
        ("Has an account since", _at(sender, paid.joined_at) if paid.joined_at else ""),
        ("Paid", sender.money(paid.amount_minor)),
        ("Method", method),
        ("Begun", _begun(sender, began) if began else _at(sender, paid.began_at)),
        ("Received on", long_date(paid.received_on) if paid.received_on else ""),
        ("Receipt", paid.receipt or ""),
        ("Reference", paid.reference),
    ]
    return [(term, value) for term, value in pairs if value]


def _begun(sender: Sender, began: PaymentStart) -> str:
    where = f", from {began.ip}" if began.ip else ""
    how = f", {device_name(began.user_agent)}" if began.user_agent else ""
    return f"{_at(sender, began.at)}{where}{how}"


def _agreements(sender: Sender, proof: _Proof) -> list[dict[str, str]]:
    """What the member agreed to, with its time and the address that it came from."""
    found = []
    if proof.autopay:
        how = f" with {proof.autopay.method}" if proof.autopay.method else ""
        found.append(_agreement(sender, f"Autopay{how}", proof.autopay))
    if proof.plan:
        found.append(_agreement(sender, "Payment plan", proof.plan.consent))
    return found


def _agreement(sender: Sender, what: str, consent: Consent) -> dict[str, str]:
    where = f", from {consent.ip}" if consent.ip else ""
    return {"what": what, "when": f"Agreed {_at(sender, consent.at)}{where}", "text": consent.text}


def _plan(sender: Sender, plan: AgreedPlan) -> dict[str, Any]:
    how = f"{plan.frequency.label}, " if plan.frequency else ""
    return {
        "what": f"{how}{sender.money(plan.total_minor)} in all",
        "parts": [
            [
                long_date(part.due_on),
                part.description,
                sender.amount(part.amount_minor),
                "paid" if not part.open_minor else f"{sender.money(part.open_minor)} open",
            ]
            for part in plan.parts
        ],
        "heads": ["Due on", "What", f"Amount, {sender.currency}", "Today"],
    }


def _receipt(sender: Sender, one: ReceivedPayment) -> list[str]:
    said = one.method.label + (", disputed" if one.disputed else "")
    on = long_date(one.received_on) if one.received_on else ""
    return [one.receipt, on, said, sender.money(one.amount_minor)]


def _message(sender: Sender, one: SentMessage) -> list[str]:
    try:
        subject = render.subject(one.kind, outbox.facts_of(one.context, one.sent_at))
    except (TemplateError, render.UnknownKind):
        subject = one.kind.replace("_", " ").capitalize()
    became = "delivered" if one.delivery else "sent"
    return [_at(sender, one.sent_at), subject, f"{became} to {one.to_email}"]


def _sign_in(sender: Sender, one: SignIn) -> list[str]:
    return [_at(sender, one.at), one.ip, device_name(one.user_agent), _at(sender, one.last_seen_at)]


def _own_words(sender: Sender, proof: _Proof, members_words: str) -> list[dict[str, str]]:
    found = [{"when": "Written to an officer of the chapter", "text": members_words}] if members_words else []
    return found + [
        {"when": f"Written in the chapter's app {_at(sender, one.at)}", "text": one.text}
        for one in proof.own_words
    ]


def _texts(sender: Sender, proof: _Proof, words: str) -> dict[str, str]:
    paid = proof.payment
    what = "; ".join(line.description for line in proof.settled) or "dues"
    texts = {
        "customer_name": paid.name or "",
        "customer_email_address": paid.email or "",
        "customer_purchase_ip": proof.began.ip if proof.began and not paid.autopay else "",
        "product_description": f"Membership dues of {sender.name}: {what}.",
        "service_date": long_date(paid.received_on) if paid.received_on else "",
        "access_activity_log": "\n".join(", ".join(_sign_in(sender, one)) for one in proof.sign_ins),
        "uncategorized_text": words,
    }
    return {name: text[:_MOST] for name, text in texts.items() if text}
