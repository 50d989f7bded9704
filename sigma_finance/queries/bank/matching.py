"""Lines that are no entry yet, entries that are no line yet, and the matches between. Amounts are in minor units."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain.bank.matching import KnownPerson, OpenEntry, OpenLine
from sigma_finance.domain.bank.words import MatchReason
from sigma_finance.domain.books.accounts import Account, EntryKind, bank_account
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import (
    BankAccount,
    BankLine,
    BankMatch,
    ChapterPayout,
    Deposit,
    JournalEntry,
    Member,
    Payment,
    Posting,
)
from sigma_finance.queries.people import known

_CHUNK = 1_000


@dataclass(frozen=True)
class EntryOnAccount:
    """An entry as a bank's page shows it: what it moved on the account, and the document that it comes from."""

    id: int
    booked_on: date
    amount_minor: int
    kind: EntryKind
    memo: str
    payment: str | None
    member_name: str | None
    payout_id: int | None
    deposit_id: int | None
    note: str


@dataclass(frozen=True)
class MatchedEntry(EntryOnAccount):
    """An entry that a line is, and why it is taken for it."""

    reason: MatchReason


def open_lines(*, chapter_id: int, account_id: int) -> list[OpenLine]:
    """The lines of an account that are no entry yet, oldest first."""
    statement = (
        select(
            BankLine.id,
            BankLine.booked_on,
            BankLine.amount_minor,
            BankLine.description,
            BankLine.reference,
            BankLine.check_number,
        )
        .where(
            BankLine.chapter_id == chapter_id,
            BankLine.bank_account_id == account_id,
            BankLine.matched_at.is_(None),
        )
        .order_by(BankLine.booked_on, BankLine.id)
    )
    return [read_row(OpenLine, row) for row in db.session.execute(statement)]


def open_entries(*, account: BankAccount) -> list[OpenEntry]:
    """The entries on an account since it began that are no line of it yet, with what their documents say."""
    rows = db.session.execute(
        _entries(account.chapter_id, bank_account(account.place), account.begins_on)
        .where(_without_line(account.id))
        .order_by(JournalEntry.booked_on, JournalEntry.id)
    )
    return [
        OpenEntry(
            row.id,
            row.booked_on,
            row.amount_minor,
            row.kind,
            tuple(filter(None, (row.payment, row.payout_reference))),
            tuple(filter(None, (row.memo, row.note))),
        )
        for row in rows
    ]


def candidates(
    *, account_id: int, account: BankAccountFacts, amount_minor: int | None = None, limit: int = 50
) -> list[EntryOnAccount]:
    """Entries that are no line of an account yet, those nearest to a day first, of one amount or of whichever."""
    statement = _entries(account.chapter_id, account.account, account.begins_on).where(
        _without_line(account_id)
    )
    moved = statement.subquery("found")
    chosen = select(moved).order_by(moved.c.booked_on.desc(), moved.c.id.desc()).limit(limit)
    if amount_minor is not None:
        chosen = chosen.where(moved.c.amount_minor == amount_minor)
    return [_entry(row) for row in db.session.execute(chosen)]


@dataclass(frozen=True)
class BankAccountFacts:
    """What the entries of an account are read by."""

    chapter_id: int
    account: Account
    begins_on: date


def entries(*, account_id: int, account: BankAccountFacts, only: Collection[int]) -> list[EntryOnAccount]:
    """Those of these entries that are on the account and no line of it yet."""
    rows = db.session.execute(
        _entries(account.chapter_id, account.account, account.begins_on)
        .where(_without_line(account_id), JournalEntry.id.in_(only))
        .order_by(JournalEntry.id)
    )
    return [_entry(row) for row in rows]


def matched(*, chapter_id: int, account: Account, line_id: int) -> list[MatchedEntry]:
    """The entries that a line is."""
    rows = db.session.execute(
        _entries(chapter_id, account, date.min)
        .add_columns(BankMatch.reason)
        .join(
            BankMatch,
            and_(
                BankMatch.chapter_id == JournalEntry.chapter_id,
                BankMatch.entry_id == JournalEntry.id,
                BankMatch.line_id == line_id,
                BankMatch.undone_at.is_(None),
            ),
        )
        .group_by(BankMatch.reason)
        .order_by(JournalEntry.id)
    )
    return [MatchedEntry(**_entry(row).__dict__, reason=row.reason) for row in rows]


def add(rows: Sequence[dict[str, Any]]) -> None:
    """Write matches, and mark their lines."""
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        db.session.execute(insert(BankMatch), chunk)
        db.session.execute(
            update(BankLine)
            .where(
                BankLine.chapter_id == chunk[0]["chapter_id"],
                BankLine.id.in_({row["line_id"] for row in chunk}),
            )
            .values(matched_at=now())
            .execution_options(synchronize_session=False)
        )


def undo(*, chapter_id: int, line_id: int) -> None:
    """Take a line off the entries that it was."""
    db.session.execute(
        update(BankMatch)
        .where(
            BankMatch.chapter_id == chapter_id,
            BankMatch.line_id == line_id,
            BankMatch.undone_at.is_(None),
        )
        .values(undone_at=now())
        .execution_options(synchronize_session=False)
    )


def line_of_entry(*, chapter_id: int, entry_id: int) -> list[int]:
    """The lines that an entry is: one on each bank account that it moved."""
    return list(
        db.session.scalars(
            select(BankMatch.line_id)
            .where(
                BankMatch.chapter_id == chapter_id,
                BankMatch.entry_id == entry_id,
                BankMatch.undone_at.is_(None),
            )
            .order_by(BankMatch.line_id)
        )
    )


@dataclass(frozen=True)
class LineOfDocument:
    """A line of the bank that a payment, a payout or a deposit became."""

    id: int
    booked_on: date
    amount_minor: int
    account: str


def lines_of(
    *,
    chapter_id: int,
    payment_id: int | None = None,
    payout_id: int | None = None,
    deposit_id: int | None = None,
) -> list[LineOfDocument]:
    """The bank's lines of a payment (its own, or that of the deposit or payout it was in), payout or deposit."""
    document = [
        JournalEntry.chapter_payout_id == payout_id if payout_id else None,
        JournalEntry.deposit_id == deposit_id if deposit_id else None,
    ]
    chosen: Any = next((one for one in document if one is not None), None)
    if chosen is None:
        chosen = or_(
            JournalEntry.payment_id == payment_id,
            exists().where(
                Posting.chapter_id == JournalEntry.chapter_id,
                Posting.entry_id == JournalEntry.id,
                Posting.payment_id == payment_id,
            ),
        )
    rows = db.session.execute(
        select(
            BankLine.id,
            BankLine.booked_on,
            BankLine.amount_minor,
            BankAccount.name.label("account"),
        )
        .select_from(JournalEntry)
        .join(
            BankMatch,
            and_(
                BankMatch.chapter_id == JournalEntry.chapter_id,
                BankMatch.entry_id == JournalEntry.id,
                BankMatch.undone_at.is_(None),
            ),
        )
        .join(BankLine, points_at(BankMatch.line_id, BankLine))
        .join(BankAccount, points_at(BankLine.bank_account_id, BankAccount))
        .where(JournalEntry.chapter_id == chapter_id, chosen)
        .order_by(BankLine.booked_on, BankLine.id)
    )
    return [read_row(LineOfDocument, row) for row in rows]


def people(*, chapter_id: int) -> list[KnownPerson]:
    """Whom a line may name: members by name, address and the references of payments that they reported."""
    reported = aliased(Payment)
    rows = db.session.execute(
        select(Member.id, Member.name, Member.email, Member.phone, reported.reference)
        .outerjoin(
            reported,
            and_(
                reported.chapter_id == Member.chapter_id,
                reported.member_id == Member.id,
                reported.state == PaymentState.REPORTED,
            ),
        )
        .where(known(chapter_id))
        .order_by(Member.id)
    )
    found: dict[int, KnownPerson] = {}
    for row in rows:
        before = found.get(row.id)
        references = tuple(filter(None, (row.reference,)))
        if before is not None:
            found[row.id] = KnownPerson(row.id, before.names, (*before.references, *references))
        else:
            said = tuple(filter(None, (row.email, row.phone)))
            found[row.id] = KnownPerson(row.id, (row.name,), (*said, *references))
    return list(found.values())


def _without_line(account_id: int) -> Any:
    """An entry that is no line of the account; one that its own reversal cancels beside it is none either."""
    match, other = aliased(BankMatch), aliased(JournalEntry)
    matched_here = exists().where(
        match.chapter_id == JournalEntry.chapter_id,
        match.entry_id == JournalEntry.id,
        match.bank_account_id == account_id,
        match.undone_at.is_(None),
    )
    of_other = exists().where(
        match.chapter_id == other.chapter_id,
        match.entry_id == other.id,
        match.bank_account_id == account_id,
        match.undone_at.is_(None),
    )
    cancelled = beside_reversal(other, ~of_other)
    return and_(~matched_here, ~cancelled, JournalEntry.kind != EntryKind.BANK_OPENING)


def beside_reversal(other: type[JournalEntry], *wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    """An entry whose reversal, or the entry that it reverses, is such as wanted of `other`."""
    return or_(  # one index serves either side, and none serves both at once
        *(
            exists().where(other.chapter_id == JournalEntry.chapter_id, pair, *wanted)
            for pair in (
                other.reverses_entry_id == JournalEntry.id,
                other.id == JournalEntry.reverses_entry_id,
            )
        )
    )


def _entries(chapter_id: int, account: Account, begins_on: date) -> Select[Any]:
    """Entries since a day that moved the account, with what each moved and the documents that they come from."""
    moved = cast(func.sum(Posting.amount_minor), BigInteger)
    note = func.coalesce(Payment.note, Deposit.note, "")
    return (
        select(
            JournalEntry.id,
            JournalEntry.booked_on,
            moved.label("amount_minor"),
            JournalEntry.kind,
            JournalEntry.memo,
            Payment.reference.label("payment"),
            case((Payment.donor_name.is_not(None), Payment.donor_name), else_=Member.name).label(
                "member_name"
            ),
            JournalEntry.chapter_payout_id.label("payout_id"),
            JournalEntry.deposit_id,
            note.label("note"),
            ChapterPayout.payout_id.label("payout_reference"),
        )
        .select_from(Posting)
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .outerjoin(Payment, points_at(JournalEntry.payment_id, Payment))
        .outerjoin(Member, points_at(Payment.member_id, Member))
        .outerjoin(Deposit, points_at(JournalEntry.deposit_id, Deposit))
        .outerjoin(ChapterPayout, points_at(JournalEntry.chapter_payout_id, ChapterPayout))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.account == account,
            Posting.booked_on >= begins_on,
        )
        .group_by(
            JournalEntry.chapter_id,
            JournalEntry.id,
            Payment.reference,
            Payment.donor_name,
            Payment.note,
            Member.name,
            Deposit.note,
            ChapterPayout.payout_id,
        )
        .having(moved != 0)
    )


def _entry(row: Any) -> EntryOnAccount:
    names = EntryOnAccount.__dataclass_fields__
    return EntryOnAccount(**{name: getattr(row, name) for name in names})
