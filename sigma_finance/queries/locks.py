"""Rows under lock, in the order that every transaction keeps: payment, members by ascending id, the chapter last."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, Payment


def lock_members(*, chapter_id: int, member_ids: Sequence[int]) -> dict[int, Member]:
    """The members of these ids by id, locked in ascending order."""
    found = db.session.scalars(
        select(Member)
        .where(Member.chapter_id == chapter_id, Member.id.in_(sorted(set(member_ids))))
        .order_by(Member.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {member.id: member for member in found}


def lock_payment(*, chapter_id: int, payment_id: int) -> Payment | None:
    """The payment, locked."""
    return db.session.scalar(
        select(Payment)
        .where(Payment.chapter_id == chapter_id, Payment.id == payment_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def lock_chapter(*, chapter_id: int) -> Chapter:
    """The chapter's counter row, locked; always the last lock of a transaction."""
    return db.session.scalars(
        select(Chapter)
        .where(Chapter.id == chapter_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def raise_figures_version(*, chapter_id: int) -> None:
    """Make every cached figure of the chapter an old one, as this transaction commits."""
    db.session.execute(
        update(Chapter)
        .where(Chapter.id == chapter_id)
        .values(figures_version=Chapter.figures_version + 1)
        .execution_options(synchronize_session=False)
    )


def lock_payment_by_reference(*, reference: str) -> Payment | None:
    """The payment of this reference in whichever chapter, locked; for what Stripe says of it."""
    return db.session.scalar(
        select(Payment)
        .where(Payment.reference == reference)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def lock_payment_by_intent(*, account: str, payment_intent: str) -> Payment | None:
    """The payment that a PaymentIntent of an account paid, in whichever chapter, locked."""
    return db.session.scalar(
        select(Payment)
        .where(Payment.stripe_payment_intent_id == payment_intent, Payment.stripe_account == account)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def lock_member(*, chapter_id: int, member_id: int) -> Member:
    """The chapter's member, locked; raises NotFound for another chapter's."""
    found = lock_members(chapter_id=chapter_id, member_ids=[member_id]).get(member_id)
    if found is None:
        raise NotFound("There is no such member in this chapter.")
    return found
