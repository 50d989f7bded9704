"""Rows of one chapter point at rows of that chapter alone, and at those of the right member."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Select, Table, exists, literal, select, union_all

from sigma_finance.models import Base, Charge, Installment, PayLink, Payment, Posting
from sigma_finance.queries.books.verify.checks import Check, Statement


def _references() -> Iterator[tuple[Table, ForeignKeyConstraint]]:
    """Every reference between rows of chapters, read from the tables themselves, so that a new one is covered."""
    for table in Base.metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            if "chapter_id" in constraint.column_keys and len(constraint.column_keys) == 2:
                yield table, constraint


def _strangers(chapter_id: int) -> Statement:
    return union_all(*(_pointing_out(chapter_id, *reference) for reference in _references()))


def _pointing_out(chapter_id: int, table: Table, constraint: ForeignKeyConstraint) -> Select[Any]:
    column = next(table.c[key] for key in constraint.column_keys if key != "chapter_id")
    parent = constraint.referred_table.alias()
    here = exists().where(parent.c.id == column, parent.c.chapter_id == table.c.chapter_id)
    return select(table.c.id, literal(f"{table.name}.{column.name} of the same chapter"), column).where(
        table.c.chapter_id == chapter_id, column.is_not(None), ~here
    )


def _foreign_installments(chapter_id: int) -> Statement:
    return (
        select(Posting.id, Installment.member_id, Posting.member_id)
        .join(Installment, Installment.id == Posting.installment_id)
        .where(Posting.chapter_id == chapter_id, Posting.member_id.is_distinct_from(Installment.member_id))
    )


def _foreign_payments(chapter_id: int) -> Statement:
    return (
        select(Posting.id, Payment.member_id, Posting.member_id)
        .join(Payment, Payment.id == Posting.payment_id)
        .where(
            Posting.chapter_id == chapter_id,
            Posting.member_id.is_not(None),
            Posting.member_id.is_distinct_from(Payment.member_id),
        )
    )


def _foreign_charges(chapter_id: int) -> Statement:
    return (
        select(Installment.id, Charge.member_id, Installment.member_id)
        .join(Charge, Charge.id == Installment.charge_id)
        .where(Installment.chapter_id == chapter_id, Installment.member_id != Charge.member_id)
    )


def _foreign_links(chapter_id: int) -> Statement:
    return (
        select(Payment.id, PayLink.member_id, Payment.member_id)
        .join(PayLink, PayLink.id == Payment.pay_link_id)
        .where(Payment.chapter_id == chapter_id, Payment.member_id.is_distinct_from(PayLink.member_id))
    )


CHECKS = (
    Check("chapters_apart", "Nothing points at a row of another chapter.", "row", _strangers),
    Check(
        "installment_members",
        "A posting names the member of its installment.",
        "posting",
        _foreign_installments,
    ),
    Check("payment_members", "A posting names the member of its payment.", "posting", _foreign_payments),
    Check("pay_link_members", "A payment by a pay link is its member's.", "payment", _foreign_links),
    Check("charge_members", "An installment is of its charge's member.", "installment", _foreign_charges),
)
