"""Writing an import: its payments and their entries in pieces, and what became of each row.

Used inside the transactions of ``services/imports/history``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cache
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sigma_finance.database import faults
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.books import entries
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.books.lines import Draft
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.imports.decisions import Decision, RowPayment
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.tally import Packer, Tally
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, ImportBatch
from sigma_finance.queries.imports import import_books as queries
from sigma_finance.services.books import ledger

#: So many rows are looked up, and so many payments written, at a time.
CHUNK = 1_000
Seeing = Callable[[Decision], None]


class ImportedMeanwhile(Conflict):
    """Another import has just brought the same payments."""

    def __init__(self) -> None:
        super().__init__("The same payments were imported a moment ago. Check the file again.")


def write(
    batch: ImportBatch,
    decisions: Iterator[Decision],
    *,
    by: Actor,
    see: Seeing | None,
    head: Mapping[str, object],
) -> None:
    """Write and book the payments to import, and keep with the batch what became of each row, and the sums.

    ``head`` is how the file was read.

    Raises ImportedMeanwhile where another import was quicker.
    """
    last = 0
    timezone = db.session.get_one(Chapter, batch.chapter_id).timezone
    tally, packer = Tally(), Packer()
    packer.add_head(head)
    imported = (_imported(decision) for decision in decisions)
    while chunk := list(islice(imported, CHUNK)):
        rows = [_row(d.paid, batch, timezone) for d in chunk if d.paid and d.outcome is RowOutcome.IMPORTED]
        last = _book(rows, batch, by=by, after=last) if rows else last
        for decision in chunk:
            tally.add(decision)
            packer.add(decision)
            if see is not None:
                see(decision)
    if not tally.payments:
        raise ImportedMeanwhile
    count(batch, tally)
    batch.decisions = packer.packed()
    db.session.flush()


def count(batch: ImportBatch, tally: Tally) -> None:
    """Keep the sums with the batch."""
    batch.payments, batch.amount_minor = tally.payments, tally.amount_minor
    batch.already_there, batch.skipped, batch.to_mend = tally.already_there, tally.skipped, tally.to_mend


def take_back(batch: ImportBatch, *, today: date, by: Actor) -> None:
    """Reverse every payment of a batch."""
    memo = "The import was undone"
    while found := queries.next_to_reverse(chapter_id=batch.chapter_id, batch_id=batch.id, limit=CHUNK):
        ledger.post_all(
            [
                Draft(
                    batch.chapter_id,
                    EntryKind.HISTORICAL_REVERSAL,
                    today,
                    entries.historical(one.member_id, one.id, -one.amount_minor),
                    memo,
                    payment_id=one.id,
                    reverses_entry_id=one.entry_id,
                    actor_member_id=by.member_id,
                )
                for one in found
            ]
        )
        ids = [one.id for one in found]
        queries.mark_reversed(chapter_id=batch.chapter_id, payment_ids=ids, problem=memo)
        queries.catch_up()


def _imported(decision: Decision) -> Decision:
    return (
        replace(decision, outcome=RowOutcome.IMPORTED)
        if decision.outcome is RowOutcome.TO_IMPORT
        else decision
    )


def _book(rows: list[Mapping[str, Any]], batch: ImportBatch, *, by: Actor, after: int) -> int:
    """Write and book some payments; returns the last of their ids."""
    try:
        queries.add_payments(rows)
    except Exception as error:
        if faults.violated(
            error, "uq_payments_chapter_id_import_key", "payments.chapter_id, payments.import_key"
        ):
            raise ImportedMeanwhile from error
        raise
    found = queries.added_after(chapter_id=batch.chapter_id, batch_id=batch.id, payment_id=after)
    ledger.post_all(
        [
            Draft(
                batch.chapter_id,
                EntryKind.HISTORICAL,
                one.received_on,
                entries.historical(one.member_id, one.id, one.amount_minor),
                f"Imported from {batch.file_name}",
                payment_id=one.id,
                actor_member_id=by.member_id,
            )
            for one in found
        ]
    )
    queries.catch_up()
    return found[-1].id


def _row(paid: RowPayment, batch: ImportBatch, timezone: str) -> Mapping[str, Any]:
    moment = min(_noon(paid.paid_on, timezone), batch.created_at)
    return {
        "chapter_id": batch.chapter_id,
        "member_id": paid.member_id,
        "reference": new_reference("H"),
        "method": paid.method,
        "state": PaymentState.SUCCEEDED,
        "amount_minor": paid.amount_minor,
        "received_on": paid.paid_on,
        "note": paid.note,
        "recorded_by_member_id": batch.made_by_member_id,
        "historical": True,
        "import_batch_id": batch.id,
        "import_key": paid.key,
        "created_at": moment,
        "succeeded_at": moment,
    }


@cache
def _noon(day: date, timezone: str) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(timezone)).astimezone(UTC)
