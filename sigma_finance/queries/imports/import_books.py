"""The payments of an import as rows, a thousand at a time: one by one fifty thousand of them would take minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Select, and_, insert, select, text, tuple_, update

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.imports.repeats import BookedPayment, ImportSource
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import ImportBatch, JournalEntry, Payment


@dataclass(frozen=True)
class ImportedPayment:
    """A payment of an import as the ledger needs it; ``entry_id`` is the one that booked it."""

    id: int
    member_id: int
    amount_minor: int
    received_on: date
    entry_id: int | None


Facts = tuple[int, date, int]
_MOST_FACTS = 1_000


def alike(
    *, chapter_id: int, facts: Collection[Facts], apart_from: int | None = None
) -> dict[Facts, list[BookedPayment]]:
    """Imported payments that stand, by member, day and amount; without those of the import ``apart_from``."""
    found: dict[Facts, list[BookedPayment]] = defaultdict(list)
    wanted = iter(sorted(facts))
    while some := list(islice(wanted, _MOST_FACTS)):
        for row in db.session.execute(_alike(chapter_id, some, apart_from)):
            source = ImportSource(row.file_name, row.sheet, row.file_sha256)
            booked = BookedPayment(row.id, row.import_key, row.method, row.note, source)
            found[row.member_id, row.received_on, row.amount_minor].append(booked)
    return found


def _alike(chapter_id: int, facts: Sequence[Facts], apart_from: int | None) -> Select[*tuple[Any, ...]]:
    wanted = tuple_(Payment.member_id, Payment.received_on, Payment.amount_minor).in_(facts)
    chosen = (
        select(
            Payment.id,
            Payment.member_id,
            Payment.received_on,
            Payment.amount_minor,
            Payment.import_key,
            Payment.method,
            Payment.note,
            ImportBatch.file_name,
            ImportBatch.sheet,
            ImportBatch.file_sha256,
        )
        .join(ImportBatch, points_at(Payment.import_batch_id, ImportBatch))
        .where(Payment.chapter_id == chapter_id, Payment.import_key.is_not(None), wanted)
        .order_by(Payment.id)
    )
    return chosen if apart_from is None else chosen.where(Payment.import_batch_id != apart_from)


def add_payments(rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many payments at once; each row names the columns of the table."""
    db.session.execute(insert(Payment), rows)


def added_after(*, chapter_id: int, batch_id: int, payment_id: int) -> list[ImportedPayment]:
    """The payments of an import whose ids are above this one, in their order."""
    return _payments(_of_batch(chapter_id, batch_id).where(Payment.id > payment_id))


def next_to_reverse(*, chapter_id: int, batch_id: int, limit: int) -> list[ImportedPayment]:
    """So many payments of an import that still count, in their order."""
    standing = _of_batch(chapter_id, batch_id).where(Payment.state == PaymentState.SUCCEEDED)
    return _payments(standing.limit(limit))


def mark_reversed(*, chapter_id: int, payment_ids: Sequence[int], problem: str) -> None:
    """Have these payments count no more; they can be imported anew."""
    db.session.execute(
        update(Payment)
        .where(Payment.chapter_id == chapter_id, Payment.id.in_(payment_ids))
        .values(state=PaymentState.REVERSED, import_key=None, problem=problem)
        .execution_options(synchronize_session=False)
    )


def _of_batch(chapter_id: int, batch_id: int) -> Select[*tuple[Any, ...]]:
    booked = and_(
        points_at(JournalEntry.payment_id, Payment),
        JournalEntry.kind == EntryKind.HISTORICAL,
    )
    return (
        select(
            Payment.id,
            Payment.member_id,
            Payment.amount_minor,
            Payment.received_on,
            JournalEntry.id.label("entry_id"),
        )
        .outerjoin(JournalEntry, booked)
        .where(Payment.chapter_id == chapter_id, Payment.import_batch_id == batch_id)
        .order_by(Payment.id)
    )


def _payments(which: Select[*tuple[Any, ...]]) -> list[ImportedPayment]:
    return [
        ImportedPayment(row.id, row.member_id, row.amount_minor, row.received_on, row.entry_id)
        for row in db.session.execute(which)
    ]


def catch_up() -> None:
    """Have PostgreSQL check the entries written so far, and forget plans made while the tables were smaller.

    It keeps its plan for a foreign key as long as a session lasts; one made for an empty table reads all of a chapter's
    entries to find one of them, so that an import would take longer with every payment.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        for statement in ("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED", "DISCARD PLANS"):
            db.session.execute(text(statement))
