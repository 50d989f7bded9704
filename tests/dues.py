"""Periods made and assessed, and what they leave."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.requests import PeriodTerms
from sigma_finance.extensions import db
from sigma_finance.services.dues import periods
from tests.books import ZONE, Books, assert_books_hold, member_of


def make(
    books: Books, name: str = "2026-27", amount_minor: int = 20000, due_in: int = 30, **more: object
) -> int:
    terms = PeriodTerms(amount_minor, today_in(ZONE) + timedelta(days=due_in), **more)  # type: ignore[arg-type]
    return periods.create_period(chapter_id=books.chapter_id, name=name, terms=terms, by=OPERATOR)


def assess(books: Books, period_id: int) -> periods.AssessmentResult:
    done = periods.assess(chapter_id=books.chapter_id, period_id=period_id, by=OPERATOR)
    assert_books_hold(books)
    return done


def change(member_id: int, **values: object) -> None:
    for name, value in values.items():
        setattr(member_of(member_id), name, value)
        db.session.commit()


def balances(books: Books) -> list[int]:
    return [member_of(member_id).balance_minor for member_id in books.members]


def charges_of(books: Books) -> list[int]:
    from sigma_finance.models import Charge

    return list(
        db.session.scalars(select(Charge.id).where(Charge.chapter_id == books.chapter_id).order_by(Charge.id))
    )
