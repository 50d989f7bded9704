"""Payouts as officers see them: how far each is, what it is made of, what does not match. Amounts are minor units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from sigma_finance.database import paging
from sigma_finance.database.keys import points_at
from sigma_finance.database.paging import Cursor, Order, Page
from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.accounts import Account, Explanation
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payouts import LineKind, LineProblem, LinesState, PayoutState
from sigma_finance.extensions import db
from sigma_finance.models import AccountPayout, ChapterPayout, Member, Payment, PayoutLine, Posting


@dataclass(frozen=True)
class PayoutRow:
    """A chapter's part of a payout; ``open_lines`` are those of it that nobody has explained.

    ``account`` is the chapter's own at Stripe that it was made on: empty for the deployment's.
    """

    id: int
    account_payout_id: int
    payout_id: str
    amount_minor: int
    whole_minor: int
    shared: bool
    state: PayoutState
    lines_state: LinesState
    automatic: bool
    failure: str
    arrives_on: date
    made_at: datetime
    confirmed_at: datetime | None
    confirmed_by: str | None
    open_lines: int
    account: str

    @property
    def status(self) -> str:
        """The word of its badge: where its money is for the chapter."""
        if self.shared and self.state is PayoutState.PAID:
            return "payout_at_bank" if self.confirmed_at else "payout_with_operator"
        return _STATUS[self.state]

    @property
    def words(self) -> str:
        """The same for whoever reads it without its badge."""
        return "due from the operator" if self.to_confirm else self.state.label.lower()

    @property
    def to_confirm(self) -> bool:
        """Whether its treasurer is to say that it came on from the operator."""
        return self.shared and self.state is PayoutState.PAID and self.confirmed_at is None


_STATUS = {
    PayoutState.ON_ITS_WAY: "payout_on_its_way",
    PayoutState.PAID: "payout_at_bank",
    PayoutState.FAILED: "payout_came_back",
    PayoutState.CANCELLED: "payout_cancelled",
}


@dataclass(frozen=True)
class PayoutSum:
    """What the lines of one kind come to: money out and fees are below zero."""

    kind: LineKind
    lines: int
    gross_minor: int
    fee_minor: int
    net_minor: int


@dataclass(frozen=True)
class PayoutLineRow:
    """A line of a payout; ``reference`` leads to the payment that it is about."""

    id: int
    account_payout_id: int
    kind: LineKind
    gross_minor: int
    fee_minor: int
    net_minor: int
    description: str
    source_id: str
    problem: LineProblem | None
    category: Explanation | None
    made_at: datetime
    reference: str | None
    member_name: str | None
    part_id: int | None

    @property
    def may_be_explained(self) -> bool:
        """Whether an officer says what it was."""
        return self.problem is LineProblem.NOTHING_BEHIND


@dataclass(frozen=True)
class PayoutStanding:
    """What stands between Stripe and the bank."""

    in_transit_minor: int
    due_minor: int
    unexplained_minor: int
    open_lines: int


@dataclass(frozen=True)
class PayoutOfPayment:
    """A payout in which money of a payment went to the bank, or was taken off."""

    id: int
    net_minor: int
    kind: LineKind
    state: PayoutState
    arrives_on: date
    made_at: datetime


def payouts(*, chapter_id: int, cursor: Cursor) -> Page[PayoutRow]:
    """The chapter's payouts, those that arrive last first."""
    order = Order(ChapterPayout.arrives_on, ChapterPayout.id, descending=True)
    page = paging.fetch(_payouts(chapter_id), order, cursor)
    return replace(page, rows=[read_row(PayoutRow, row) for row in page.rows])


def get_payout(*, chapter_id: int, payout_id: int) -> PayoutRow:
    """The chapter's payout of this id; raises NotFound."""
    row = db.session.execute(_payouts(chapter_id).where(ChapterPayout.id == payout_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such payout in your chapter.")
    return read_row(PayoutRow, row)


def standing(*, chapter_id: int) -> PayoutStanding:
    """What is on its way, due from the operator and unexplained, and how many lines do not match."""
    wanted = (Account.IN_TRANSIT, Account.DUE_FROM_OPERATOR, Account.UNEXPLAINED)
    rows = db.session.execute(
        select(Posting.account, func.sum(Posting.amount_minor).label("minor"))
        .where(Posting.chapter_id == chapter_id, Posting.account.in_(wanted))
        .group_by(Posting.account)
    )
    sums = {Account(row.account): int(row.minor) for row in rows}
    lines = db.session.scalar(
        select(func.count()).select_from(PayoutLine).where(*_open(), PayoutLine.chapter_id == chapter_id)
    )
    transit, due, unexplained = (sums.get(account, 0) for account in wanted)
    return PayoutStanding(transit, due, -unexplained, lines or 0)


def sums(*, chapter_id: int, payout: PayoutRow) -> list[PayoutSum]:
    """What a payout is made of by kind, in the order in which it is explained."""
    rows = db.session.execute(
        select(
            PayoutLine.kind,
            func.count().label("lines"),
            func.sum(PayoutLine.gross_minor).label("gross_minor"),
            func.sum(PayoutLine.fee_minor).label("fee_minor"),
            func.sum(PayoutLine.net_minor).label("net_minor"),
        )
        .where(PayoutLine.chapter_id == chapter_id, PayoutLine.account_payout_id == payout.account_payout_id)
        .group_by(PayoutLine.kind)
    )
    found = [
        PayoutSum(
            LineKind(row.kind), row.lines, int(row.gross_minor), -int(row.fee_minor), int(row.net_minor)
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: list(LineKind).index(one.kind))


def lines(
    *, chapter_id: int, payout: PayoutRow | None, cursor: Cursor, only_open: bool = False
) -> Page[PayoutLineRow]:
    """The lines of a payout, or of all, oldest first; ``only_open`` leaves out what the books explain."""
    statement = _lines(chapter_id)
    if payout is not None:
        statement = statement.where(PayoutLine.account_payout_id == payout.account_payout_id)
    if only_open:
        statement = statement.where(*_open())
    page = paging.fetch(statement, Order(PayoutLine.id, PayoutLine.id), cursor)
    return replace(page, rows=[read_row(PayoutLineRow, row) for row in page.rows])


def get_line(*, chapter_id: int, line_id: int) -> PayoutLineRow:
    """The chapter's line of this id; raises NotFound."""
    row = db.session.execute(_lines(chapter_id).where(PayoutLine.id == line_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such line in your chapter.")
    return read_row(PayoutLineRow, row)


def of_payment(*, chapter_id: int, payment_id: int) -> list[PayoutOfPayment]:
    """The payouts in which a payment's money went to the bank, or was taken off again, oldest first."""
    rows = db.session.execute(
        select(
            ChapterPayout.id,
            PayoutLine.net_minor,
            PayoutLine.kind,
            ChapterPayout.state,
            ChapterPayout.arrives_on,
            ChapterPayout.made_at,
        )
        .join(ChapterPayout, _of_same_payout())
        .where(PayoutLine.chapter_id == chapter_id, PayoutLine.payment_id == payment_id)
        .order_by(ChapterPayout.made_at, PayoutLine.id)
    )
    return [read_row(PayoutOfPayment, row) for row in rows]


def _open() -> tuple[Any, ...]:
    return PayoutLine.problem.is_not(None), PayoutLine.category.is_(None)


def _of_same_payout() -> Any:
    return and_(
        ChapterPayout.chapter_id == PayoutLine.chapter_id,
        ChapterPayout.account_payout_id == PayoutLine.account_payout_id,
    )


def _payouts(chapter_id: int) -> Select[Any]:
    open_lines = (
        select(func.count())
        .select_from(PayoutLine)
        .where(*_open(), _of_same_payout())
        .correlate(ChapterPayout)
        .scalar_subquery()
    )
    others = ("confirmed_by", "open_lines", "account")
    names = (name for name in PayoutRow.__dataclass_fields__ if name not in others)
    return (
        select(
            *(getattr(ChapterPayout, name) for name in names),
            Member.name.label("confirmed_by"),
            open_lines.label("open_lines"),
            func.coalesce(AccountPayout.account, "").label("account"),
        )
        .outerjoin(Member, points_at(ChapterPayout.confirmed_by_member_id, Member))
        .outerjoin(
            AccountPayout,
            (AccountPayout.id == ChapterPayout.account_payout_id) & (AccountPayout.chapter_id == chapter_id),
        )
        .where(ChapterPayout.chapter_id == chapter_id)
    )


def _lines(chapter_id: int) -> Select[Any]:
    others = ("reference", "member_name", "part_id")
    names = (name for name in PayoutLineRow.__dataclass_fields__ if name not in others)
    return (
        select(
            *(getattr(PayoutLine, name) for name in names),
            Payment.reference,
            case((Payment.donor_name.is_not(None), Payment.donor_name), else_=Member.name).label(
                "member_name"
            ),
            ChapterPayout.id.label("part_id"),
        )
        .outerjoin(Payment, points_at(PayoutLine.payment_id, Payment))
        .outerjoin(Member, points_at(Payment.member_id, Member))
        .outerjoin(ChapterPayout, _of_same_payout())
        .where(PayoutLine.chapter_id == chapter_id)
    )


def difference(payout: PayoutRow, made_of: Sequence[PayoutSum]) -> int:
    """What the lines of an itemised payout leave of it; zero where they add up, as they must."""
    if payout.lines_state is not LinesState.READ:
        return 0
    return payout.amount_minor - sum(one.net_minor for one in made_of)
