"""A chapter's own categories: made, renamed, ended; what they are never changes."""

from __future__ import annotations

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.spending import categories as rules
from sigma_finance.domain.spending.categories import CategoryKind
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Category
from sigma_finance.queries import locks
from sigma_finance.queries.spending import categories as queries
from sigma_finance.services import audit
from sigma_finance.services.figures import version


@transactional
def add(*, chapter_id: int, kind: CategoryKind, name: str, by: Actor) -> int:
    """Name the next account of a kind; returns the category's id. Raises Invalid for a name that is taken."""
    locks.lock_chapter(chapter_id=chapter_id)
    return _add(chapter_id, kind, _clean(name), by)


@transactional
def add_usual(*, chapter_id: int, by: Actor) -> int:
    """Name what most chapters spend money on; returns how many. Raises Conflict where there are categories already."""
    locks.lock_chapter(chapter_id=chapter_id)
    if queries.categories(chapter_id=chapter_id):
        raise Conflict("Your chapter has categories already. Add what is missing by hand.")
    for name in rules.USUAL:
        _add(chapter_id, CategoryKind.EXPENSE, name, by)
    return len(rules.USUAL)


def _add(chapter_id: int, kind: CategoryKind, name: str, by: Actor) -> int:
    known = queries.names(chapter_id=chapter_id)
    rules.check_name(name, list(known.values()))
    made = Category(chapter_id=chapter_id, slot=rules.free_slot(kind, known), name=name)
    db.session.add(made)
    db.session.flush()
    _note(Action.CATEGORY_ADDED, made, by)
    return made.id


@transactional
def rename(*, chapter_id: int, category_id: int, name: str, by: Actor) -> None:
    """Give a category another name, in reports of earlier days too; raises Invalid for one that is taken."""
    locks.lock_chapter(chapter_id=chapter_id)
    found, name = queries.get_category(chapter_id=chapter_id, category_id=category_id), _clean(name)
    others = queries.names(chapter_id=chapter_id)
    others.pop(found.slot.account)
    rules.check_name(name, list(others.values()))
    if name != found.name:
        found.name = name
        _note(Action.CATEGORY_RENAMED, found, by)


@transactional
def end(*, chapter_id: int, category_id: int, by: Actor) -> None:
    """Offer a category no more; what was booked on it stays."""
    found = queries.get_category(chapter_id=chapter_id, category_id=category_id)
    if found.ended_at is not None:
        raise Conflict("This category has ended already.")
    found.ended_at = now()
    _note(Action.CATEGORY_ENDED, found, by)


@transactional
def resume(*, chapter_id: int, category_id: int, by: Actor) -> None:
    """Offer a category again that had ended."""
    found = queries.get_category(chapter_id=chapter_id, category_id=category_id)
    if found.ended_at is None:
        raise Conflict("This category is offered already.")
    found.ended_at = None
    _note(Action.CATEGORY_RESUMED, found, by)


def _clean(name: str) -> str:
    return clean_text(name, field="name", label="The name", at_most=60)


def _note(action: Action, made: Category, by: Actor) -> None:
    audit.record(
        action,
        chapter_id=made.chapter_id,
        subject=("categories", made.id),
        by=by,
        account=made.slot.value,
    )
    version.changed(chapter_id=made.chapter_id)
