"""What a chapter calls the accounts that it can name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.spending.categories import CategoryKind, CategorySlot
from sigma_finance.extensions import db
from sigma_finance.models import Category


@dataclass(frozen=True)
class CategoryRow:
    """A category as its page lists it."""

    id: int
    slot: CategorySlot
    name: str
    is_ended: bool

    @property
    def account(self) -> Account:
        """The account of the books."""
        return self.slot.account

    @property
    def kind(self) -> CategoryKind:
        """What money of it is."""
        return self.slot.kind


def categories(*, chapter_id: int) -> list[CategoryRow]:
    """A chapter's categories in the order in which they were made, those that have ended included."""
    rows = db.session.execute(
        select(Category.id, Category.slot, Category.name, Category.ended_at.is_not(None).label("is_ended"))
        .where(Category.chapter_id == chapter_id)
        .order_by(Category.id)
    )
    return [read_row(CategoryRow, row) for row in rows]


def names(*, chapter_id: int) -> dict[Account, str]:
    """What a chapter calls its accounts, those of ended categories included: the books still have them."""
    return {one.account: one.name for one in categories(chapter_id=chapter_id)}


def offered(*, chapter_id: int) -> dict[Account, str]:
    """The categories that can be chosen."""
    return {one.account: one.name for one in categories(chapter_id=chapter_id) if not one.is_ended}


def get_category(*, chapter_id: int, category_id: int) -> Category:
    """A chapter's category for the change; raises NotFound."""
    found = db.session.scalar(
        select(Category)
        .where(Category.chapter_id == chapter_id, Category.id == category_id)
        .with_for_update()
    )
    if found is None:
        raise NotFound("There is no such category in your chapter.")
    return found


def named(account: Account, known: Mapping[Account, str]) -> str:
    """An account as the chapter calls it."""
    return known.get(account) or account.label
