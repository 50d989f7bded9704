"""How charges and money flowed, month by month. Amounts are in minor units; reversed charges are left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import extract, func, select

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.payments.payments import Method
from sigma_finance.extensions import db
from sigma_finance.models import Charge, Installment, JournalEntry, Payment, Posting
from sigma_finance.queries.figures.figures import came_in


@dataclass(frozen=True)
class Flow:
    """What was charged for one kind in a month, or came in for it by one method, net of what went back.

    ``month`` is its first day, in the chapter's calendar. Money that settles no charge has no kind.
    """

    month: date
    kind: ChargeKind | None
    method: Method | None
    charged_minor: int
    collected_minor: int


def charged(*, chapter_id: int, first: date) -> list[Flow]:
    """What was charged on ``first`` and later."""
    year, month = extract("year", Charge.charged_on), extract("month", Charge.charged_on)
    rows = db.session.execute(
        select(year, month, Charge.kind, func.sum(Charge.amount_minor))
        .where(Charge.chapter_id == chapter_id, Charge.charged_on >= first, Charge.reversed_at.is_(None))
        .group_by(year, month, Charge.kind)
    )
    return [Flow(date(int(y), int(m), 1), kind, None, int(minor), 0) for y, m, kind, minor in rows]


def collected(*, chapter_id: int, first: date) -> list[Flow]:
    """What came in on ``first`` and later, by how it was paid and what it settles."""
    year, month = extract("year", JournalEntry.booked_on), extract("month", JournalEntry.booked_on)
    rows = db.session.execute(
        select(year, month, Charge.kind, Payment.method, -func.sum(Posting.amount_minor))
        .select_from(Posting)
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .join(Payment, points_at(Posting.payment_id, Payment))
        .outerjoin(Installment, points_at(Posting.installment_id, Installment))
        .outerjoin(Charge, points_at(Installment.charge_id, Charge))
        .where(*came_in(chapter_id), JournalEntry.chapter_id == chapter_id, JournalEntry.booked_on >= first)
        .group_by(year, month, Charge.kind, Payment.method)
    )
    return [Flow(date(int(y), int(m), 1), kind, method, 0, int(minor)) for y, m, kind, method, minor in rows]


def read_flow(row: dict[str, Any]) -> Flow:
    """A flow as JSON has kept it."""
    return Flow(
        date.fromisoformat(row["month"]),
        ChargeKind(row["kind"]) if row["kind"] else None,
        Method(row["method"]) if row["method"] else None,
        row["charged_minor"],
        row["collected_minor"],
    )
