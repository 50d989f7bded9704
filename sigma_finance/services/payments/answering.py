"""Answering a payer's bank: evidence that an officer has read, sent to Stripe once, or the dispute accepted.

An answer is written, intended, sent and settled: the pack and its idempotency key are committed before the call, and
where no word of Stripe came the reconciliation finds out what became of it.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from sigma_finance.database import transactions
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, DomainError, Unavailable
from sigma_finance.domain.payments import disputes as rules
from sigma_finance.domain.payments.disputes import DisputeFacts
from sigma_finance.domain.payments.payments import AnswerKind, AnswerState
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.errors import Busy, KeyRefused, ProviderRefused
from sigma_finance.gateways.payments.providers import provider_on
from sigma_finance.gateways.payments.types import DisputeEvidence, EvidenceFile, ProviderDispute
from sigma_finance.models import Dispute, DisputeAnswer, Payment
from sigma_finance.queries import locks
from sigma_finance.queries.payments import answers as queries
from sigma_finance.queries.payments.answers import UnansweredAnswer
from sigma_finance.services import audit, deciding
from sigma_finance.services.books.documents import Sender
from sigma_finance.services.figures import version
from sigma_finance.services.payments import at_provider, disputes, evidence, verdicts
from sigma_finance.services.payments.evidence import EvidencePack
from sigma_finance.services.payments.verdicts import SettlementOutcome

#: Stripe keeps an idempotency key's answer for 24 hours.
ASK_AGAIN_FOR = timedelta(hours=20)
#: A word of Stripe that is this late is asked for.
ANSWERED_WITHIN = timedelta(minutes=2)
NEVER_REACHED = "Stripe was never asked. Nothing was sent."
REWRITTEN = (
    "The evidence has been put together again since you read it. Read it once more before you send it."
)


@dataclass(frozen=True)
class _Place:
    """A dispute under its payment's lock, and what was said to it as it is now."""

    dispute: Dispute
    payment: Payment
    to_inquiry: bool
    answer: DisputeAnswer | None


def mark_of(pack: bytes) -> str:
    """What tells one pack of evidence from another."""
    return hashlib.sha256(pack).hexdigest()[:32]


def write(*, sender: Sender, dispute_id: int, words: str, members_words: str, by: Actor) -> int:
    """Put the evidence together with what an officer says to it, to be read before it is sent; returns its id.

    Raises Invalid for what cannot be said so, Conflict for a dispute that can't be answered, Forbidden for one's own
    payment where another officer may answer.
    """
    words = clean_text(words, field="words", label="What you say", at_most=rules.MOST_WORDS, lines=True)
    members_words = clean_text(
        members_words,
        field="members_words",
        label="The member's own words",
        at_most=rules.MOST_WORDS,
        required=False,
        lines=True,
    )
    _check(chapter_id=sender.chapter_id, dispute_id=dispute_id, by=by)
    pack = evidence.put_together(
        sender=sender, dispute_id=dispute_id, words=words, members_words=members_words
    )
    transactions.end_read()
    return _keep(
        chapter_id=sender.chapter_id,
        dispute_id=dispute_id,
        words=words,
        members_words=members_words,
        pack=pack,
        by=by,
    )


@transactional
def _check(*, chapter_id: int, dispute_id: int, by: Actor) -> None:
    _open(chapter_id, dispute_id, by)


@transactional
def _keep(
    *, chapter_id: int, dispute_id: int, words: str, members_words: str, pack: EvidencePack, by: Actor
) -> int:
    place = _open(chapter_id, dispute_id, by)
    answer = place.answer or _new(place)
    answer.kind, answer.words, answer.members_words = AnswerKind.EVIDENCE, words, members_words
    answer.pack, answer.texts, answer.file_id = pack.pdf, pack.texts, None
    answer.made_by_member_id, answer.written_at, answer.problem = by.member_id, now(), ""
    db.session.add(answer)
    db.session.flush()
    return answer.id


def _new(place: _Place) -> DisputeAnswer:
    return DisputeAnswer(
        chapter_id=place.dispute.chapter_id,
        dispute_id=place.dispute.id,
        to_inquiry=place.to_inquiry,
        state=AnswerState.DRAFT,
    )


def send(*, chapter_id: int, dispute_id: int, mark: str, by: Actor) -> AnswerState:
    """Send the evidence that an officer has read, for good; returns where it stands: *asked* where no word came.

    ``mark`` is that of the pack that was read. Raises Conflict for a dispute that can't be answered, evidence that was
    put together anew, or where Stripe says no; Unavailable where it is busy: nothing was sent then.
    """
    return ask(reference=_intend_evidence(chapter_id=chapter_id, dispute_id=dispute_id, mark=mark, by=by))


@transactional
def _intend_evidence(*, chapter_id: int, dispute_id: int, mark: str, by: Actor) -> str:
    place = _open(chapter_id, dispute_id, by)
    answer = place.answer
    if answer is None or answer.kind is not AnswerKind.EVIDENCE or answer.pack is None:
        raise Conflict("There is no evidence to send yet. Write your answer first.")
    if mark_of(answer.pack) != mark:
        raise Conflict(REWRITTEN)
    return _intend(place, answer, Action.DISPUTE_ANSWERED, by)


def accept(*, chapter_id: int, dispute_id: int, by: Actor) -> AnswerState:
    """Give a dispute up, for good: its money stays with the payer. Returns and raises as ``send`` does."""
    return ask(reference=_intend_acceptance(chapter_id=chapter_id, dispute_id=dispute_id, by=by))


@transactional
def _intend_acceptance(*, chapter_id: int, dispute_id: int, by: Actor) -> str:
    place = _open(chapter_id, dispute_id, by)
    answer = place.answer or _new(place)
    answer.kind = AnswerKind.ACCEPTANCE
    return _intend(place, answer, Action.DISPUTE_ACCEPTED, by)


def _intend(place: _Place, answer: DisputeAnswer, action: Action, by: Actor) -> str:
    answer.state, answer.problem = AnswerState.ASKED, ""
    answer.reference = reference = new_reference("DA")
    answer.made_by_member_id, answer.asked_at = by.member_id, now()
    db.session.add(answer)
    db.session.flush()
    version.changed(chapter_id=answer.chapter_id)
    audit.record(
        action,
        chapter_id=answer.chapter_id,
        subject=("payments", place.payment.id),
        by=by,
        member_id=place.payment.member_id,
        amount_minor=place.dispute.amount_minor,
    )
    return reference


def _open(chapter_id: int, dispute_id: int, by: Actor) -> _Place:
    """A dispute that can be answered now, under its payment's lock."""
    _, payment = queries.get_dispute(chapter_id=chapter_id, dispute_id=dispute_id)
    locks.lock_payment(chapter_id=chapter_id, payment_id=payment.id)
    place = _place(chapter_id, dispute_id)
    deciding.decides_alone(
        chapter_id=chapter_id,
        member_id=place.payment.member_id or 0,
        permission=Permission.RECORD_MONEY,
        by=by,
        refusal="This payment is your own. Another officer has to answer for it.",
    )
    dispute, answer = place.dispute, place.answer
    facts = DisputeFacts(
        dispute.state,
        place.payment.method,
        dispute.evidence_due_at,
        dispute.answered,
        answer is not None and answer.state is not AnswerState.DRAFT,
    )
    if refusal := rules.why_not_answered(facts, at=now()):
        raise Conflict(refusal)
    return place


def _place(chapter_id: int, dispute_id: int) -> _Place:
    dispute, payment = queries.get_dispute(chapter_id=chapter_id, dispute_id=dispute_id)
    to_inquiry = not queries.has_moved(chapter_id=chapter_id, dispute_id=dispute_id)
    answer = queries.find_answer(chapter_id=chapter_id, dispute_id=dispute_id, to_inquiry=to_inquiry)
    return _Place(dispute, payment, to_inquiry, answer)


@dataclass(frozen=True)
class _AnswerOrder:
    """What Stripe is to be told, as far as telling it needs."""

    answer_id: int
    reference: str
    account: str
    stripe_dispute_id: str
    kind: AnswerKind
    texts: dict[str, str]
    pack: bytes
    file_id: str | None


def ask(*, reference: str) -> AnswerState:
    """Tell Stripe an answer whose row is committed, and settle what it says; *asked* is one of which no word came.

    Raises Conflict where Stripe says no, Unavailable where it is busy: nothing was sent then.
    """
    order = _order(reference)
    if order is None:
        return AnswerState.TAKEN
    transactions.end_read()
    try:
        told = _tell(order)
    except (Busy, KeyRefused) as problem:
        refuse(reference=reference, problem=problem.message)
        raise
    except ProviderRefused as refusal:
        refuse(reference=reference, problem=refusal.message)
        _look_again(order)
        raise Conflict(refusal.message) from refusal
    except Unavailable:
        return AnswerState.ASKED
    disputes.book_dispute(dispute=told)
    take(reference=reference)
    return AnswerState.TAKEN


def _order(reference: str) -> _AnswerOrder | None:
    """What to tell Stripe; nothing where it has taken that already."""
    answer = queries.find_by_reference(reference=reference)
    if answer is None or answer.state is not AnswerState.ASKED:
        return None
    dispute = db.session.get_one(Dispute, answer.dispute_id)
    payment = db.session.get_one(Payment, dispute.payment_id)
    return _AnswerOrder(
        answer.id,
        reference,
        payment.stripe_account,
        dispute.stripe_dispute_id,
        answer.kind,
        dict(answer.texts),
        answer.pack or b"",
        answer.file_id,
    )


def _tell(order: _AnswerOrder) -> ProviderDispute:
    if order.kind is AnswerKind.ACCEPTANCE:
        return provider_on(order.account).close_dispute(
            dispute_id=order.stripe_dispute_id, idempotency_key=order.reference
        )
    file_id = order.file_id or _upload(order)
    return provider_on(order.account).submit_evidence(
        evidence=DisputeEvidence(order.stripe_dispute_id, order.texts, file_id),
        idempotency_key=order.reference,
    )


def _upload(order: _AnswerOrder) -> str:
    """Keep the pack at Stripe, and its id here before anything names it."""
    file = EvidenceFile(f"{order.reference}.pdf", order.pack)
    file_id = provider_on(order.account).upload_evidence(file=file, idempotency_key=f"{order.reference}:file")
    _keep_file(answer_id=order.answer_id, file_id=file_id)
    return file_id


@transactional
def _keep_file(*, answer_id: int, file_id: str) -> None:
    db.session.get_one(DisputeAnswer, answer_id).file_id = file_id


@transactional
def refuse(*, reference: str, problem: str) -> None:
    """Make an answer that Stripe did not take a draft again, which can be mended and sent once more."""
    answer = queries.find_by_reference(reference=reference)
    if answer is None:
        return
    place = _locked(answer)
    if answer.state is not AnswerState.ASKED:
        return
    answer.state, answer.problem, answer.file_id = AnswerState.DRAFT, problem[:300], None
    at_provider.record(Action.DISPUTE_ANSWER_REFUSED, place.payment, place.dispute.amount_minor)


def _locked(answer: DisputeAnswer) -> _Place:
    """Where an answer belongs, under the payment's lock, and the answer fresh from the database."""
    _, payment = queries.get_dispute(chapter_id=answer.chapter_id, dispute_id=answer.dispute_id)
    locks.lock_payment(chapter_id=answer.chapter_id, payment_id=payment.id)
    db.session.refresh(answer)
    return _place(answer.chapter_id, answer.dispute_id)


@transactional
def take(*, reference: str) -> None:
    """Note that Stripe has an answer."""
    answer = queries.find_by_reference(reference=reference)
    if answer is None:
        return
    _locked(answer)
    if answer.state is AnswerState.ASKED:
        answer.state, answer.taken_at = AnswerState.TAKEN, now()
        version.changed(chapter_id=answer.chapter_id)


def _look_again(order: _AnswerOrder) -> None:
    """Bring a dispute to where Stripe has it: it may have been answered there, or decided."""
    with suppress(DomainError):  # the next message of Stripe, or the reconciliation, brings it
        asked = provider_on(order.account)
        disputes.book_dispute(dispute=asked.get_dispute(dispute_id=order.stripe_dispute_id))


def find_out(unanswered: UnansweredAnswer) -> SettlementOutcome:
    """Ask Stripe whether it has an answer, and settle that; one that never came is sent again while its key is good."""
    transactions.end_read()
    told = provider_on(unanswered.account).get_dispute(dispute_id=unanswered.stripe_dispute_id)
    outcome = disputes.book_dispute(dispute=told)
    if told.answered or told.is_decided:
        take(reference=unanswered.reference)
        return outcome
    if now() - unanswered.asked_at > ASK_AGAIN_FOR:
        refuse(reference=unanswered.reference, problem=NEVER_REACHED)
        return verdicts.ignored(NEVER_REACHED)
    ask(reference=unanswered.reference)
    return verdicts.ignored("It was sent again.")
