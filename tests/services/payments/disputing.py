"""Disputes as they come and are answered, in the tests of payments."""

from __future__ import annotations

from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR, Actor
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, DisputeAnswer, Payment
from sigma_finance.queries.payments import disputes as queries
from sigma_finance.queries.payments.disputes import DisputePage
from sigma_finance.services.books.documents import Sender
from sigma_finance.services.payments import answering
from tests.books import ZONE, Books
from tests.services.payments.paying import deliver
from tests.services.payments.refunding import pay_online


def dispute(books: Books, sandbox: Sandbox, *, payment: Payment | None = None, asks: bool = False) -> Dispute:
    """A payment by card that is disputed, or only asked about; returns the dispute's row."""
    paid = payment or pay_online(books, sandbox)
    session_id = paid.stripe_session_id or ""
    made = sandbox.inquire(session_id) if asks else sandbox.dispute(session_id)
    deliver(sandbox)
    return dispute_of(made["id"])


def dispute_of(stripe_id: str) -> Dispute:
    db.session.rollback()
    return db.session.scalars(select(Dispute).where(Dispute.stripe_dispute_id == stripe_id)).one()


def sender(books: Books) -> Sender:
    return Sender(books.chapter_id, "Books", "USD", ZONE)


def write(
    books: Books, made: Dispute, *, words: str = "They were there.", said: str = "", by: Actor = OPERATOR
) -> int:
    """Put the evidence together; returns the answer's id."""
    return answering.write(sender=sender(books), dispute_id=made.id, words=words, members_words=said, by=by)


def answer_of(made: Dispute) -> DisputeAnswer:
    db.session.rollback()
    return (
        db.session.scalars(
            select(DisputeAnswer).where(DisputeAnswer.dispute_id == made.id).order_by(DisputeAnswer.id.desc())
        ).first()
        or DisputeAnswer()
    )


def mark(made: Dispute) -> str:
    """That of the pack which waits to be sent."""
    return answering.mark_of(answer_of(made).pack or b"")


def page(books: Books, made: Dispute) -> DisputePage:
    db.session.rollback()
    return queries.get_page(chapter_id=books.chapter_id, dispute_id=made.id)
