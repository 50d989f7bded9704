"""Expenses, bills and reimbursements: lists, one with its steps and receipts, and what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from sigma_finance.database.keys import points_at
from sigma_finance.database.paging import AnySelect, Cursor, Order, Page, fetch
from sigma_finance.database.rows import read_row
from sigma_finance.domain.approvals import Act, ApprovalState
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.files import FileContent
from sigma_finance.domain.spending.spending import SpendingKind, SpendingState, SpendMethod
from sigma_finance.extensions import db
from sigma_finance.models import (
    Approval,
    JournalEntry,
    Member,
    Spending,
    SpendingEntry,
    SpendingFile,
    StoredFile,
)

# What a list and a document's own page both show of it.
_COLUMNS = (
    Spending.id,
    Spending.kind,
    Spending.state,
    Spending.category,
    Spending.payee,
    Spending.amount_minor,
    Spending.spent_on,
    Spending.due_on,
    Spending.paid_on,
    Spending.what,
    Spending.method,
    Spending.trace,
    Spending.member_id,
    Member.name.label("member_name"),
)


@dataclass(frozen=True)
class SpendingRow:
    """A document as lists show it."""

    id: int
    kind: SpendingKind
    state: SpendingState
    category: Account | None
    payee: str
    amount_minor: int
    spent_on: date
    due_on: date | None
    paid_on: date | None
    what: str
    method: SpendMethod | None
    trace: str
    member_id: int | None
    member_name: str | None
    receipts: int


@dataclass(frozen=True)
class SpendingFacts:
    """A document as its page shows it."""

    id: int
    kind: SpendingKind
    state: SpendingState
    category: Account | None
    payee: str
    amount_minor: int
    spent_on: date
    due_on: date | None
    paid_on: date | None
    what: str
    method: SpendMethod | None
    place: Account | None
    trace: str
    pay_to: str | None
    answer: str
    member_id: int | None
    member_name: str | None
    made_by: str | None
    approved_by: str | None
    created_at: datetime
    approved_at: datetime | None


@dataclass(frozen=True)
class SpendingStep:
    """An entry by which a document came into the books, was paid or taken back."""

    entry_id: int
    kind: EntryKind
    booked_on: date
    memo: str
    actor: str | None


@dataclass(frozen=True)
class ReceiptFile:
    """A receipt: what it is, and what its sender calls it."""

    id: int
    content: FileContent
    name: str
    size_bytes: int


@dataclass(frozen=True)
class SpendingFilter:
    """Which documents a list shows."""

    kind: SpendingKind | None = None
    state: SpendingState | None = None
    category: Account | None = None
    payee: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class SpendingTotals:
    """How many documents a list shows, and what they come to."""

    count: int
    amount_minor: int


def listed(*, chapter_id: int, wanted: SpendingFilter, cursor: Cursor | None) -> Page[SpendingRow]:
    """Documents, the latest first; a page of them, or all without a cursor."""
    statement = _rows(chapter_id).where(*_conditions(wanted))
    order = Order(Spending.spent_on, Spending.id, descending=True)
    if cursor is None:
        found = db.session.execute(statement.order_by(Spending.spent_on.desc(), Spending.id.desc()))
        return Page([_row(row) for row in found], None, None)
    page = fetch(statement, order, cursor)
    return Page([_row(row) for row in page.rows], page.previous, page.next)


def totals(*, chapter_id: int, wanted: SpendingFilter) -> SpendingTotals:
    """What the documents of a list come to."""
    row = db.session.execute(
        select(func.count(Spending.id), func.coalesce(func.sum(Spending.amount_minor), 0)).where(
            Spending.chapter_id == chapter_id, *_conditions(wanted)
        )
    ).one()
    return SpendingTotals(int(row[0]), int(row[1]))


def waiting(*, chapter_id: int, kind: SpendingKind, state: SpendingState) -> list[SpendingRow]:
    """What waits in a state, what is due first before all else."""
    rows = db.session.execute(
        _rows(chapter_id)
        .where(Spending.kind == kind, Spending.state == state)
        .order_by(func.coalesce(Spending.due_on, Spending.spent_on), Spending.id)
        .limit(100)
    )
    return [_row(row) for row in rows]


def to_pay(*, chapter_id: int) -> list[SpendingRow]:
    """Bills and approved reimbursements that are to be paid, what is due first before all else."""
    rows = db.session.execute(
        _rows(chapter_id)
        .where(Spending.state == SpendingState.OWED)
        .order_by(func.coalesce(Spending.due_on, Spending.spent_on), Spending.id)
        .limit(100)
    )
    return [_row(row) for row in rows]


def own(*, chapter_id: int, member_id: int) -> list[SpendingRow]:
    """What a member asked to have back, the latest first."""
    rows = db.session.execute(
        _rows(chapter_id).where(Spending.member_id == member_id).order_by(Spending.id.desc()).limit(100)
    )
    return [_row(row) for row in rows]


def _rows(chapter_id: int) -> AnySelect:
    receipts = (
        select(func.count(SpendingFile.id))
        .where(SpendingFile.chapter_id == chapter_id, SpendingFile.spending_id == Spending.id)
        .correlate(Spending)
        .scalar_subquery()
    )
    return (
        select(
            *_COLUMNS,
            receipts.label("receipts"),
        )
        .outerjoin(Member, points_at(Spending.member_id, Member))
        .where(Spending.chapter_id == chapter_id)
    )


def _row(row: Any) -> SpendingRow:
    return read_row(SpendingRow, row, category=_account(row.category))


def _account(word: str | None) -> Account | None:
    return Account(word) if word else None


def _conditions(wanted: SpendingFilter) -> list[Any]:
    conditions = [
        (wanted.kind, Spending.kind == wanted.kind),
        (wanted.state, Spending.state == wanted.state),
        (wanted.category, Spending.category == (wanted.category.value if wanted.category else "")),
        (
            wanted.payee,
            or_(
                Spending.payee.icontains(wanted.payee, autoescape=True),
                Spending.what.icontains(wanted.payee, autoescape=True),
            ),
        ),
        (wanted.first, Spending.spent_on >= (wanted.first or date.min)),
        (wanted.last, Spending.spent_on <= (wanted.last or date.max)),
    ]
    return [condition for asked, condition in conditions if asked]


def get_facts(*, chapter_id: int, spending_id: int) -> SpendingFacts:
    """A document of the chapter; raises NotFound."""
    made_by, approved_by = aliased(Member), aliased(Member)
    row = db.session.execute(
        select(
            *_COLUMNS,
            Spending.place,
            Spending.pay_to,
            Spending.answer,
            made_by.name.label("made_by"),
            approved_by.name.label("approved_by"),
            Spending.created_at,
            Spending.approved_at,
        )
        .outerjoin(Member, points_at(Spending.member_id, Member))
        .outerjoin(
            made_by, and_(made_by.chapter_id == Spending.chapter_id, made_by.id == Spending.made_by_member_id)
        )
        .outerjoin(
            approved_by,
            and_(
                approved_by.chapter_id == Spending.chapter_id,
                approved_by.id == Spending.approved_by_member_id,
            ),
        )
        .where(Spending.chapter_id == chapter_id, Spending.id == spending_id)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such expense, bill or reimbursement in your chapter.")
    return read_row(SpendingFacts, row, category=_account(row.category), place=_account(row.place))


def steps(*, chapter_id: int, spending_id: int) -> list[SpendingStep]:
    """The entries of a document, the first one first."""
    rows = db.session.execute(
        select(
            JournalEntry.id.label("entry_id"),
            JournalEntry.kind,
            JournalEntry.booked_on,
            JournalEntry.memo,
            Member.name.label("actor"),
        )
        .join(SpendingEntry, points_at(SpendingEntry.entry_id, JournalEntry))
        .outerjoin(Member, points_at(JournalEntry.actor_member_id, Member))
        .where(SpendingEntry.chapter_id == chapter_id, SpendingEntry.spending_id == spending_id)
        .order_by(JournalEntry.id)
    )
    return [read_row(SpendingStep, row) for row in rows]


def receipts(*, chapter_id: int, spending_id: int) -> list[ReceiptFile]:
    """The receipts of a document."""
    rows = db.session.execute(
        select(StoredFile.id, StoredFile.content, StoredFile.name, StoredFile.size_bytes)
        .join(SpendingFile, points_at(SpendingFile.file_id, StoredFile))
        .where(
            SpendingFile.chapter_id == chapter_id,
            SpendingFile.spending_id == spending_id,
            StoredFile.removed_at.is_(None),
        )
        .order_by(StoredFile.id)
    )
    return [read_row(ReceiptFile, row) for row in rows]


def lock(*, chapter_id: int, spending_id: int) -> Spending:
    """A document for the change; raises NotFound."""
    found = db.session.scalar(
        select(Spending)
        .where(Spending.chapter_id == chapter_id, Spending.id == spending_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("There is no such expense, bill or reimbursement in your chapter.")
    return found


def find_by_form_key(*, chapter_id: int, form_key: str) -> Spending | None:
    """The document that a form made already."""
    return db.session.scalar(
        select(Spending).where(Spending.chapter_id == chapter_id, Spending.form_key == form_key)
    )


def standing_entry(*, chapter_id: int, spending_id: int, kinds: Sequence[EntryKind]) -> int:
    """The latest entry of these kinds of a document that nothing has reversed."""
    reversal = aliased(JournalEntry)
    found = db.session.scalar(
        select(JournalEntry.id)
        .join(SpendingEntry, points_at(SpendingEntry.entry_id, JournalEntry))
        .outerjoin(
            reversal,
            and_(
                reversal.chapter_id == JournalEntry.chapter_id, reversal.reverses_entry_id == JournalEntry.id
            ),
        )
        .where(
            SpendingEntry.chapter_id == chapter_id,
            SpendingEntry.spending_id == spending_id,
            JournalEntry.kind.in_(kinds),
            reversal.id.is_(None),
        )
        .order_by(JournalEntry.id.desc())
        .limit(1)
    )
    if found is None:
        raise AssertionError(f"document {spending_id} has no entry that stands")
    return found


def is_asked_about(*, chapter_id: int, spending_id: int) -> bool:
    """Whether another officer has been asked to decide about a document, and has not yet."""
    found = db.session.scalar(
        select(Approval.id)
        .where(
            Approval.chapter_id == chapter_id,
            Approval.act.in_((Act.EXPENSE, Act.REIMBURSEMENT, Act.BILL, Act.INCOME_TAKEN_BACK)),
            Approval.subject_id == spending_id,
            Approval.state == ApprovalState.WAITING,
        )
        .limit(1)
    )
    return found is not None


def document_of(*, chapter_id: int, entry_id: int) -> int | None:
    """The document whose step an entry is."""
    return db.session.scalar(
        select(SpendingEntry.spending_id).where(
            SpendingEntry.chapter_id == chapter_id, SpendingEntry.entry_id == entry_id
        )
    )


def count_receipts(*, chapter_id: int, spending_id: int) -> int:
    """How many receipts a document has."""
    counted = select(func.count(SpendingFile.id)).where(
        SpendingFile.chapter_id == chapter_id, SpendingFile.spending_id == spending_id
    )
    return db.session.scalar(counted) or 0
