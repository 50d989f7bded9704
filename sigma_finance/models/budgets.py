"""What a chapter means to earn and to spend in a fiscal year: figures, and no entries."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.models.base import Base, Id, Minor, Moment, OfChapter


class BudgetLine(OfChapter, Base):
    """How much of an account is meant for the fiscal year that begins on a day, as the account is there to hold it."""

    __tablename__ = "budget_lines"

    id: Mapped[Id]
    year_begins: Mapped[date]
    account: Mapped[str] = mapped_column(String(32))
    amount_minor: Mapped[Minor]
    created_at: Mapped[Moment]

    __table_args__ = (
        UniqueConstraint("chapter_id", "year_begins", "account"),
        CheckConstraint("amount_minor >= 0 AND amount_minor < 1000000000", name="amount_bounded"),
    )
