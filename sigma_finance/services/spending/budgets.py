"""The budget of a fiscal year: set line by line, begun with what came of the year before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.money import check_bounds
from sigma_finance.domain.spending import budgets as rules
from sigma_finance.extensions import db
from sigma_finance.models import BudgetLine, Chapter
from sigma_finance.queries import locks
from sigma_finance.queries.books import reports
from sigma_finance.queries.spending import budgets as queries
from sigma_finance.queries.spending import categories
from sigma_finance.services import audit

_DAY = timedelta(days=1)


def accounts(*, chapter_id: int) -> dict[Account, str]:
    """What the chapter can budget, by the names that it has for it."""
    names = categories.names(chapter_id=chapter_id)
    return {account: names.get(account, account.label) for account in rules.planned(names)}


def came_of(*, chapter_id: int, first: date, last: date) -> dict[Account, int]:
    """What was earned and spent from one day to another, in minor units."""
    return rules.actual(reports.sums(chapter_id=chapter_id, days=[first - _DAY, last]))


@transactional
def set_budget(*, chapter_id: int, year_begins: date, meant: Mapping[Account, int], by: Actor) -> int:
    """Keep the budget of the fiscal year that begins on a day; returns how many lines changed.

    Amounts are in minor units; what is not named stays as it is. Raises Invalid for what cannot be budgeted.
    """
    chapter = db.session.get_one(Chapter, chapter_id)
    known = accounts(chapter_id=chapter_id)
    for account, minor in meant.items():
        if account not in known:
            raise Invalid(f"{account.label} cannot be budgeted.", field=account.value)
        check_bounds(minor, chapter.currency, field=account.value, zero=True)
    locks.lock_chapter(chapter_id=chapter_id)
    lines, changed = queries.lines(chapter_id=chapter_id, year_begins=year_begins), 0
    for account, minor in meant.items():
        line = lines.get(account)
        if line is None and minor:
            db.session.add(
                BudgetLine(
                    chapter_id=chapter_id, year_begins=year_begins, account=account.value, amount_minor=minor
                )
            )
            changed += 1
        elif line is not None and line.amount_minor != minor:
            line.amount_minor = minor
            changed += 1
    if changed:
        audit.record(
            Action.BUDGET_SET,
            chapter_id=chapter_id,
            subject=("chapters", chapter_id),
            by=by,
            year=year_begins.isoformat(),
            lines=changed,
        )
    return changed
