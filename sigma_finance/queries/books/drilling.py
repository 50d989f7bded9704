"""From an account to its postings, and from a posting to its entry with the document it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from sigma_finance.database.keys import points_at
from sigma_finance.database.paging import Cursor, Order, Page, fetch
from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.dues.spans import Span
from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import Charge, Installment, JournalEntry, Member, Payment, Posting, Receipt


@dataclass(frozen=True)
class AccountLine:
    """A posting on an account, with what it is about; the amount in minor units, a debit positive."""

    id: int
    entry_id: int
    booked_on: date
    kind: EntryKind
    memo: str
    amount_minor: int
    member_id: int | None
    member_name: str | None
    payment: str | None


@dataclass(frozen=True)
class EntryLine:
    """A posting of an entry."""

    account: Account
    amount_minor: int
    member_id: int | None
    member_name: str | None
    installment: str | None


@dataclass(frozen=True)
class EntryFacts:
    """An entry, its document, what it reverses and what reverses it."""

    id: int
    kind: EntryKind
    booked_on: date
    memo: str
    created_at: datetime
    actor: str | None
    payment: str | None
    receipt: str | None
    charge: str | None
    charged_member_id: int | None
    deposit_id: int | None
    reverses_entry_id: int | None
    reversed_by_id: int | None


def postings(*, chapter_id: int, account: Account, span: Span, cursor: Cursor | None) -> Page[AccountLine]:
    """The postings on an account in a span, oldest first; a page of them, or all without a cursor."""
    since = [Posting.booked_on >= span.first] if span.first else []
    statement = (
        select(
            Posting.id,
            Posting.entry_id,
            Posting.booked_on,
            JournalEntry.kind,
            JournalEntry.memo,
            Posting.amount_minor,
            Posting.member_id,
            Member.name.label("member_name"),
            Payment.reference.label("payment"),
        )
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .outerjoin(Member, points_at(Posting.member_id, Member))
        .outerjoin(Payment, points_at(JournalEntry.payment_id, Payment))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.account == account,
            *since,
            Posting.booked_on <= span.last,
        )
    )
    if cursor is None:
        rows = db.session.execute(statement.order_by(Posting.booked_on, Posting.id))
        return Page([read_row(AccountLine, row) for row in rows], None, None)
    page = fetch(statement, Order(Posting.booked_on, Posting.id), cursor)
    return Page([read_row(AccountLine, row) for row in page.rows], page.previous, page.next)


def get_entry(*, chapter_id: int, entry_id: int) -> tuple[EntryFacts, list[EntryLine]]:
    """The chapter's entry of this id with its postings; raises NotFound."""
    reversing, actor = aliased(JournalEntry), aliased(Member)
    row = db.session.execute(
        select(
            JournalEntry.id,
            JournalEntry.kind,
            JournalEntry.booked_on,
            JournalEntry.memo,
            JournalEntry.created_at,
            actor.name.label("actor"),
            Payment.reference.label("payment"),
            Receipt.label.label("receipt"),
            Charge.description.label("charge"),
            Charge.member_id.label("charged_member_id"),
            JournalEntry.deposit_id,
            JournalEntry.reverses_entry_id,
            reversing.id.label("reversed_by_id"),
        )
        .outerjoin(
            actor,
            and_(actor.chapter_id == JournalEntry.chapter_id, actor.id == JournalEntry.actor_member_id),
        )
        .outerjoin(Payment, points_at(JournalEntry.payment_id, Payment))
        .outerjoin(Receipt, points_at(Receipt.payment_id, Payment))
        .outerjoin(Charge, points_at(JournalEntry.charge_id, Charge))
        .outerjoin(
            reversing,
            and_(
                reversing.chapter_id == JournalEntry.chapter_id,
                reversing.reverses_entry_id == JournalEntry.id,
            ),
        )
        .where(JournalEntry.chapter_id == chapter_id, JournalEntry.id == entry_id)
        .order_by(Receipt.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such entry in your chapter.")
    return read_row(EntryFacts, row), _lines(chapter_id, entry_id)


def _lines(chapter_id: int, entry_id: int) -> list[EntryLine]:
    rows: Any = db.session.execute(
        select(
            Posting.account,
            Posting.amount_minor,
            Posting.member_id,
            Member.name.label("member_name"),
            Charge.description.label("installment"),
        )
        .outerjoin(Member, points_at(Posting.member_id, Member))
        .outerjoin(Installment, points_at(Posting.installment_id, Installment))
        .outerjoin(Charge, points_at(Installment.charge_id, Charge))
        .where(Posting.chapter_id == chapter_id, Posting.entry_id == entry_id)
        .order_by(Posting.id)
    )
    return [read_row(EntryLine, row) for row in rows]
