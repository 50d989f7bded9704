"""The installments that payments name: those that can be, and those that are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select

from sigma_finance.extensions import db
from sigma_finance.models import Installment, Member, NamedInstallment, Payment


def open_of(member: Member, installment_ids: Collection[int]) -> set[int]:
    """Those of these installments that are the member's and still open."""
    if not installment_ids:
        return set()
    return set(
        db.session.scalars(
            select(Installment.id).where(
                Installment.chapter_id == member.chapter_id,
                Installment.member_id == member.id,
                Installment.id.in_(installment_ids),
                Installment.open_minor > 0,
            )
        )
    )


def by_payment(payments: Sequence[Payment]) -> list[tuple[Payment, set[int]]]:
    """These payments of one chapter, in their order, each with the installments that it names."""
    if not payments:
        return []
    rows = db.session.execute(
        select(NamedInstallment.payment_id, NamedInstallment.installment_id).where(
            NamedInstallment.chapter_id == payments[0].chapter_id,
            NamedInstallment.payment_id.in_([payment.id for payment in payments]),
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for payment_id, installment_id in rows:
        found[payment_id].add(installment_id)
    return [(payment, found[payment.id]) for payment in payments]
