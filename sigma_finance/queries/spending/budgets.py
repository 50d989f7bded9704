"""What a chapter means to earn and to spend."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from sigma_finance.domain.books.accounts import Account
from sigma_finance.extensions import db
from sigma_finance.models import BudgetLine


def meant(*, chapter_id: int, year_begins: date) -> dict[Account, int]:
    """The budget of the fiscal year that begins on a day, in minor units."""
    rows = db.session.execute(
        select(BudgetLine.account, BudgetLine.amount_minor).where(
            BudgetLine.chapter_id == chapter_id, BudgetLine.year_begins == year_begins
        )
    )
    return {Account(row.account): row.amount_minor for row in rows}


def lines(*, chapter_id: int, year_begins: date) -> dict[Account, BudgetLine]:
    """Its lines for the change, locked."""
    found = db.session.scalars(
        select(BudgetLine)
        .where(BudgetLine.chapter_id == chapter_id, BudgetLine.year_begins == year_begins)
        .order_by(BudgetLine.id)
        .with_for_update()
    )
    return {Account(one.account): one for one in found}
