"""Transfers between own accounts, and counts of cash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from sigma_finance.database.keys import points_at
from sigma_finance.database.paging import AnySelect
from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import CashCount, CashTransfer, Member


@dataclass(frozen=True)
class TransferRow:
    """A transfer as the page lists it."""

    id: int
    from_place: Account
    to_place: Account
    amount_minor: int
    moved_on: date
    note: str
    entry_id: int
    made_by: str | None
    is_reversed: bool


@dataclass(frozen=True)
class CountRow:
    """A count of cash as the page lists it."""

    id: int
    place: Account
    counted_on: date
    counted_minor: int
    book_minor: int
    note: str
    entry_id: int | None
    made_by: str | None

    @property
    def over_minor(self) -> int:
        """How much more was counted than the books had; below zero, less."""
        return self.counted_minor - self.book_minor


def transfers(*, chapter_id: int, limit: int = 50) -> list[TransferRow]:
    """A chapter's transfers, the latest first."""
    rows = db.session.execute(
        _transfers(chapter_id).order_by(CashTransfer.moved_on.desc(), CashTransfer.id.desc()).limit(limit)
    )
    return [_transfer(row) for row in rows]


def _transfers(chapter_id: int) -> AnySelect:
    return (
        select(
            CashTransfer.id,
            CashTransfer.from_place,
            CashTransfer.to_place,
            CashTransfer.amount_minor,
            CashTransfer.moved_on,
            CashTransfer.note,
            CashTransfer.entry_id,
            Member.name.label("made_by"),
            CashTransfer.reversed_at.is_not(None).label("is_reversed"),
        )
        .outerjoin(Member, points_at(CashTransfer.made_by_member_id, Member))
        .where(CashTransfer.chapter_id == chapter_id)
    )


def _transfer(row: Any) -> TransferRow:
    return read_row(TransferRow, row, from_place=Account(row.from_place), to_place=Account(row.to_place))


def counts(*, chapter_id: int, limit: int = 50) -> list[CountRow]:
    """A chapter's counts of cash, the latest first."""
    rows = db.session.execute(
        select(
            CashCount.id,
            CashCount.place,
            CashCount.counted_on,
            CashCount.counted_minor,
            CashCount.book_minor,
            CashCount.note,
            CashCount.entry_id,
            Member.name.label("made_by"),
        )
        .outerjoin(Member, points_at(CashCount.made_by_member_id, Member))
        .where(CashCount.chapter_id == chapter_id)
        .order_by(CashCount.counted_on.desc(), CashCount.id.desc())
        .limit(limit)
    )
    return [read_row(CountRow, row, place=Account(row.place)) for row in rows]


def get_transfer(*, chapter_id: int, transfer_id: int) -> TransferRow:
    """A transfer of the chapter; raises NotFound."""
    row = db.session.execute(_transfers(chapter_id).where(CashTransfer.id == transfer_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such transfer in your chapter.")
    return _transfer(row)


def lock_transfer(*, chapter_id: int, transfer_id: int) -> CashTransfer:
    """A transfer for the change; raises NotFound."""
    found = db.session.scalar(
        select(CashTransfer)
        .where(CashTransfer.chapter_id == chapter_id, CashTransfer.id == transfer_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("There is no such transfer in your chapter.")
    return found


def find_transfer(*, chapter_id: int, form_key: str) -> CashTransfer | None:
    """The transfer that a form made already."""
    return db.session.scalar(
        select(CashTransfer).where(CashTransfer.chapter_id == chapter_id, CashTransfer.form_key == form_key)
    )


def find_count(*, chapter_id: int, form_key: str) -> CashCount | None:
    """The count that a form made already."""
    return db.session.scalar(
        select(CashCount).where(CashCount.chapter_id == chapter_id, CashCount.form_key == form_key)
    )
