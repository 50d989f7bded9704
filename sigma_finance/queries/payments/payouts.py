"""What payouts are booked by: the rows under lock, whose a line is, and what the books have of it.

Amounts are in minor units. An account may serve several chapters, so what is asked by the provider's ids looks at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.payments.payouts import LinesState
from sigma_finance.extensions import db
from sigma_finance.models import (
    AccountPayout,
    Chapter,
    ChapterPayout,
    ConnectedAccount,
    Dispute,
    JournalEntry,
    Payment,
    PayoutLine,
    Posting,
    Refund,
)

of_line = aliased(AccountPayout)


def lock_payout(*, account: str, payout_id: str) -> AccountPayout | None:
    """The payout that an account's provider knows by this id, locked."""
    return db.session.scalar(
        select(AccountPayout)
        .where(AccountPayout.account == account, AccountPayout.payout_id == payout_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def lock_account_payout(*, account_payout_id: int) -> AccountPayout:
    """The payout of this row, locked."""
    return db.session.scalars(
        select(AccountPayout)
        .where(AccountPayout.id == account_payout_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def lock_part(*, chapter_id: int, account_payout_id: int) -> ChapterPayout | None:
    """A chapter's part of a payout, locked."""
    return db.session.scalar(
        select(ChapterPayout)
        .where(ChapterPayout.chapter_id == chapter_id, ChapterPayout.account_payout_id == account_payout_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def lock_own_part(*, chapter_id: int, part_id: int) -> ChapterPayout | None:
    """The chapter's part of this id, locked."""
    return db.session.scalar(
        select(ChapterPayout)
        .where(ChapterPayout.chapter_id == chapter_id, ChapterPayout.id == part_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def lock_line(*, chapter_id: int, line_id: int) -> PayoutLine | None:
    """The chapter's line of this id, locked."""
    return db.session.scalar(
        select(PayoutLine)
        .where(PayoutLine.chapter_id == chapter_id, PayoutLine.id == line_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def chapters_on_account(*, account: str, currency: str) -> list[int]:
    """The chapters of a currency whose payments an account holds.

    A connected account is one chapter's; of the deployment's own all are meant where it has taken none yet.
    """
    all_of_it = select(Chapter.id).where(Chapter.currency == currency).order_by(Chapter.id)
    if account:
        connected = exists().where(
            ConnectedAccount.chapter_id == Chapter.id, ConnectedAccount.account == account
        )
        return list(db.session.scalars(all_of_it.where(connected)))
    used = exists().where(
        Posting.chapter_id == Chapter.id,
        Posting.account == Account.CASH_STRIPE,
        Payment.chapter_id == Posting.chapter_id,
        Payment.id == Posting.payment_id,
        Payment.stripe_account == account,
    )
    return list(db.session.scalars(all_of_it.where(used))) or list(db.session.scalars(all_of_it))


def posted(*, chapter_id: int, part_id: int) -> dict[Account, int]:
    """What the entries of a payout have posted by account; empty where there is none."""
    rows = db.session.execute(
        select(Posting.account, func.sum(Posting.amount_minor).label("minor"))
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(JournalEntry.chapter_id == chapter_id, JournalEntry.chapter_payout_id == part_id)
        .group_by(Posting.account)
    )
    return {Account(row.account): int(row.minor) for row in rows}


def parts_by_chapter(*, account_payout_id: int) -> dict[int | None, int]:
    """What the lines of a payout come to for each chapter; under None what is nobody's yet."""
    rows = db.session.execute(
        select(PayoutLine.chapter_id, func.sum(PayoutLine.net_minor).label("minor"))
        .where(PayoutLine.account_payout_id == account_payout_id)
        .group_by(PayoutLine.chapter_id)
    )
    return {row.chapter_id: int(row.minor) for row in rows}


def being_read() -> list[int]:
    """The payouts whose lines have not been read to the end, oldest first."""
    return list(
        db.session.scalars(
            select(AccountPayout.id)
            .where(AccountPayout.lines_state == LinesState.READING)
            .order_by(AccountPayout.id)
        )
    )


@dataclass(frozen=True)
class ReadingPlace:
    """Where the reading of a payout's lines stands."""

    account: str
    payout_id: str
    cursor: str | None


def place(*, account_payout_id: int) -> ReadingPlace | None:
    """Where the lines of a payout are to be read on; None where there is nothing to read."""
    row = db.session.execute(
        select(AccountPayout.account, AccountPayout.payout_id, AccountPayout.cursor).where(
            AccountPayout.id == account_payout_id, AccountPayout.lines_state == LinesState.READING
        )
    ).one_or_none()
    return ReadingPlace(row.account, row.payout_id, row.cursor) if row else None


def row_id(*, account: str, payout_id: str) -> int:
    """Our row of a payout that is in the books, by the id that its provider knows it by."""
    return db.session.execute(
        select(AccountPayout.id).where(AccountPayout.account == account, AccountPayout.payout_id == payout_id)
    ).scalar_one()


def open_lines(*, after: tuple[int, int], limit: int) -> list[PayoutLine]:
    """Lines of every chapter that do not match the books, from a payout and line on; those given a category too."""
    return list(
        db.session.scalars(
            select(PayoutLine)
            .where(
                PayoutLine.problem.is_not(None),
                (PayoutLine.account_payout_id > after[0])
                | ((PayoutLine.account_payout_id == after[0]) & (PayoutLine.id > after[1])),
            )
            .order_by(PayoutLine.account_payout_id, PayoutLine.id)
            .limit(limit)
        )
    )


def lock_lines(*, line_ids: Collection[int]) -> list[PayoutLine]:
    """The lines of these ids, locked in ascending order."""
    return list(
        db.session.scalars(
            select(PayoutLine)
            .where(PayoutLine.id.in_(line_ids))
            .order_by(PayoutLine.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )


def unclaimed_lines() -> list[PayoutLine]:
    """The lines that are no chapter's, oldest first."""
    return list(
        db.session.scalars(select(PayoutLine).where(PayoutLine.chapter_id.is_(None)).order_by(PayoutLine.id))
    )


def payout_of_unclaimed(*, line_id: int) -> int | None:
    """The payout of a line that is no chapter's."""
    return db.session.scalar(
        select(PayoutLine.account_payout_id).where(PayoutLine.id == line_id, PayoutLine.chapter_id.is_(None))
    )


@dataclass(frozen=True)
class KnownPayment:
    """A payment that a line may be about, and what the books have of it: None where it is not booked."""

    id: int
    chapter_id: int
    gross_minor: int | None
    fee_minor: int


@dataclass(frozen=True)
class KnownThings:
    """What of ours some lines may be about, by the provider's ids."""

    by_intent: Mapping[str, KnownPayment] = field(default_factory=dict)
    by_reference: Mapping[str, KnownPayment] = field(default_factory=dict)
    refunds: Mapping[str, int] = field(default_factory=dict)
    disputes: frozenset[str] = frozenset()
    payouts: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    """The parts of a payout that is known: chapter and amount."""


def known_things(
    *, account: str, sources: Collection[str], intents: Collection[str], references: Collection[str]
) -> KnownThings:
    """What of ours is behind these ids of the provider's."""
    payments = list(
        db.session.scalars(
            select(Payment).where(
                Payment.stripe_account == account,
                Payment.stripe_payment_intent_id.in_(intents) | Payment.reference.in_(references),
            )
        )
    )
    known = _known_payments(payments)
    pairs = [(payment, known[payment.id]) for payment in payments]
    return KnownThings(
        by_intent={one.stripe_payment_intent_id or "": found for one, found in pairs},
        by_reference={one.reference: found for one, found in pairs},
        refunds=_refunds(sources),
        disputes=frozenset(
            db.session.scalars(
                select(Dispute.stripe_dispute_id).where(Dispute.stripe_dispute_id.in_(sources))
            )
        ),
        payouts=_payouts(account, sources),
    )


def _known_payments(payments: Sequence[Payment]) -> dict[int, KnownPayment]:
    rows = db.session.execute(
        select(JournalEntry.payment_id, JournalEntry.kind, func.sum(Posting.amount_minor).label("minor"))
        .join(
            Posting, (Posting.chapter_id == JournalEntry.chapter_id) & (Posting.entry_id == JournalEntry.id)
        )
        .where(
            JournalEntry.chapter_id.in_({one.chapter_id for one in payments}),
            JournalEntry.payment_id.in_([one.id for one in payments]),
            JournalEntry.kind.in_((EntryKind.PAYMENT, EntryKind.PROCESSING_FEE)),
            Posting.account == Account.CASH_STRIPE,
        )
        .group_by(JournalEntry.payment_id, JournalEntry.kind)
    )
    sums = {(row.payment_id, EntryKind(row.kind)): int(row.minor) for row in rows}
    return {
        one.id: KnownPayment(
            one.id,
            one.chapter_id,
            sums.get((one.id, EntryKind.PAYMENT)),
            -sums.get((one.id, EntryKind.PROCESSING_FEE), 0),
        )
        for one in payments
    }


def _refunds(sources: Collection[str]) -> dict[str, int]:
    rows = db.session.execute(
        select(Refund.stripe_refund_id, Refund.amount_minor).where(Refund.stripe_refund_id.in_(sources))
    )
    return {row.stripe_refund_id or "": row.amount_minor for row in rows}


def _payouts(account: str, sources: Collection[str]) -> dict[str, list[tuple[int, int]]]:
    rows = db.session.execute(
        select(AccountPayout.payout_id, ChapterPayout.chapter_id, ChapterPayout.amount_minor)
        .outerjoin(ChapterPayout, ChapterPayout.account_payout_id == AccountPayout.id)
        .where(AccountPayout.account == account, AccountPayout.payout_id.in_(sources))
        .order_by(ChapterPayout.chapter_id)
    )
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        parts = found[row.payout_id]
        if row.chapter_id is not None:
            parts.append((row.chapter_id, row.amount_minor))
    return dict(found)


@dataclass(frozen=True)
class HeldSum:
    """What the books have at the provider, and on its way to the bank, on one account in one currency."""

    account: str
    currency: str
    minor: int


def held_by_account() -> list[HeldSum]:
    """What the books of all chapters have at the provider, account by account: the document of each entry tells."""
    account = func.coalesce(
        Payment.stripe_account,
        AccountPayout.account,
        select(of_line.account)
        .join(PayoutLine, PayoutLine.account_payout_id == of_line.id)
        .where(PayoutLine.chapter_id == JournalEntry.chapter_id, PayoutLine.id == JournalEntry.payout_line_id)
        .correlate(JournalEntry)
        .scalar_subquery(),
        "",
    ).label("held_on")
    rows = db.session.execute(
        select(account, Chapter.currency, func.sum(Posting.amount_minor).label("minor"))
        .join(Posting, Posting.chapter_id == Chapter.id)
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .outerjoin(Payment, points_at(JournalEntry.payment_id, Payment))
        .outerjoin(ChapterPayout, points_at(JournalEntry.chapter_payout_id, ChapterPayout))
        .outerjoin(AccountPayout, AccountPayout.id == ChapterPayout.account_payout_id)
        .where(Posting.account.in_((Account.CASH_STRIPE, Account.IN_TRANSIT)))
        .group_by(account, Chapter.currency)
        .order_by(account, Chapter.currency)
    )
    return [HeldSum(row.held_on, row.currency, int(row.minor)) for row in rows]
