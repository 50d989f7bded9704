"""The payments of an import and their entries, written by statements over whole sets.

One by one fifty thousand of them would take minutes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, insert, literal, select, text, union_all, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry, Payment, Posting


@dataclass(frozen=True)
class Bulk:
    """What the entries of a whole import share."""

    chapter_id: int
    batch_id: int
    memo: str
    actor_member_id: int | None
    at: datetime


def known_keys(*, chapter_id: int, keys: Sequence[str]) -> set[str]:
    """Those of the keys whose payments have been imported before."""
    found = db.session.scalars(
        select(Payment.import_key).where(Payment.chapter_id == chapter_id, Payment.import_key.in_(keys))
    )
    return {key for key in found if key is not None}


def add_payments(rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many payments at once; each row names the columns of the table."""
    db.session.execute(insert(Payment), rows)


def post_new(bulk: Bulk, *, after: int) -> int:
    """Book those payments of an import whose ids are above ``after``; returns the last of their ids.

    Each has an entry of its own: *historical cash* against *historical income*.
    """
    chosen = _ids(bulk, Payment.id > after)
    _add_entries(
        _entries(bulk, EntryKind.HISTORICAL, chosen, booked_on=Payment.received_on, reverses=_NOTHING)
    )
    _add_postings(union_all(*(_side(bulk, chosen, *side) for side in _SIDES)))
    return chosen[-1]


def reverse_next(bulk: Bulk, *, booked_on: date, limit: int) -> int:
    """Take so many payments of an import back, by reversing entries; returns how many there were, 0 at the end."""
    chosen = _ids(bulk, Payment.state == PaymentState.SUCCEEDED, limit=limit)
    if not chosen:
        return 0
    original = aliased(JournalEntry)
    day = literal(booked_on, JournalEntry.booked_on.type)
    entries = _entries(bulk, EntryKind.HISTORICAL_REVERSAL, chosen, booked_on=day, reverses=original.id)
    _add_entries(
        entries.join(original, points_at(original.payment_id, Payment)).where(
            original.chapter_id == bulk.chapter_id, original.kind == EntryKind.HISTORICAL
        )
    )
    _add_postings(_reversing_postings(bulk, chosen))
    db.session.execute(
        update(Payment)
        .where(Payment.chapter_id == bulk.chapter_id, Payment.id.in_(chosen))
        .values(state=PaymentState.REVERSED, import_key=None, problem=bulk.memo)
        .execution_options(synchronize_session=False)
    )
    return len(chosen)


def _ids(bulk: Bulk, which: ColumnElement[bool], *, limit: int | None = None) -> list[int]:
    """Payments of the import, named one by one: a plan for their entries then needs no idea how many there are."""
    found = select(Payment.id).where(
        Payment.chapter_id == bulk.chapter_id, Payment.import_batch_id == bulk.batch_id, which
    )
    return list(db.session.scalars(found.order_by(Payment.id).limit(limit)))


_SIDES = ((Account.HISTORICAL_CASH, Payment.amount_minor), (Account.HISTORICAL_INCOME, -Payment.amount_minor))
_NOTHING = literal(None, JournalEntry.reverses_entry_id.type)


def _entries(
    bulk: Bulk,
    kind: EntryKind,
    payment_ids: Sequence[int],
    *,
    booked_on: ColumnElement[Any] | InstrumentedAttribute[Any],
    reverses: ColumnElement[Any] | InstrumentedAttribute[Any],
) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Payment.chapter_id,
            literal(kind, JournalEntry.kind.type),
            booked_on,
            literal(bulk.memo, JournalEntry.memo.type),
            Payment.id,
            reverses,
            literal(bulk.actor_member_id, JournalEntry.actor_member_id.type),
            literal(bulk.at, JournalEntry.created_at.type),
        )
        .where(Payment.chapter_id == bulk.chapter_id, Payment.id.in_(payment_ids))
        .order_by(Payment.id)
    )


def _side(
    bulk: Bulk, payment_ids: Sequence[int], account: Account, amount: ColumnElement[int]
) -> Select[*tuple[Any, ...]]:
    return (
        select(
            JournalEntry.chapter_id,
            JournalEntry.id,
            literal(account, Posting.account.type),
            amount,
            Payment.member_id,
            Payment.id,
        )
        .join(Payment, points_at(JournalEntry.payment_id, Payment))
        .where(
            JournalEntry.chapter_id == bulk.chapter_id,
            JournalEntry.payment_id.in_(payment_ids),
            JournalEntry.kind == EntryKind.HISTORICAL,
        )
    )


def _reversing_postings(bulk: Bulk, payment_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    reversal = aliased(JournalEntry)
    return (
        select(
            Posting.chapter_id,
            reversal.id,
            Posting.account,
            -Posting.amount_minor,
            Posting.member_id,
            Posting.payment_id,
        )
        .join(reversal, reversal.payment_id == Posting.payment_id)
        .where(
            Posting.chapter_id == bulk.chapter_id,
            Posting.payment_id.in_(payment_ids),
            Posting.entry_id == reversal.reverses_entry_id,
            reversal.chapter_id == bulk.chapter_id,
            reversal.payment_id.in_(payment_ids),
            reversal.kind == EntryKind.HISTORICAL_REVERSAL,
        )
    )


_ENTRY = (
    "chapter_id",
    "kind",
    "booked_on",
    "memo",
    "payment_id",
    "reverses_entry_id",
    "actor_member_id",
    "created_at",
)
_POSTING = ("chapter_id", "entry_id", "account", "amount_minor", "member_id", "payment_id")


def _add_entries(rows: Select[*tuple[Any, ...]]) -> None:
    db.session.execute(insert(JournalEntry).from_select(_ENTRY, rows))


def _add_postings(rows: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]) -> None:
    db.session.execute(insert(Posting).from_select(_POSTING, rows))


def catch_up() -> None:
    """Have PostgreSQL check the entries written so far, and forget plans made while the tables were smaller.

    It keeps its plan for a foreign key as long as a session lasts; one made for an empty table reads all of a chapter's
    entries to find one of them, so that an import would take longer with every payment.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        for statement in ("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED", "DISCARD PLANS"):
            db.session.execute(text(statement))
