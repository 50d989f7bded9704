"""What a chapter held when its books began: brought forward against *opening balance*.

What is entered is what an account held at the end of a day. The difference to what the books have of it on that day is
posted, so that a figure is corrected by entering it again, and nothing is ever edited. Cash that the books say less of
afterwards is money given away: it counts towards the limit of one officer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books import opening as rules
from sigma_finance.domain.books.accounts import CASH_ACCOUNTS, Account, EntryKind
from sigma_finance.domain.books.lines import Draft
from sigma_finance.domain.dates import long_date, today_in
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.money import check_bounds
from sigma_finance.domain.payments.payments import EARLIEST
from sigma_finance.models import Chapter
from sigma_finance.queries import locks
from sigma_finance.queries.bank import accounts as bank
from sigma_finance.queries.books import reports as queries
from sigma_finance.services import audit, deciding
from sigma_finance.services.books import ledger
from sigma_finance.services.figures import version


def accounts_to_open(*, chapter_id: int) -> list[Account]:
    """What can be brought forward here; a bank account brings its own balance when it is added."""
    has_bank = bool(bank.accounts(chapter_id=chapter_id))
    return [account for account in rules.OPENED if not (has_bank and account is Account.CASH_BANK)]


def held_on(*, chapter_id: int, day: date) -> dict[Account, int]:
    """What the books have of each of them at the end of a day, as it is there to hold it, in minor units."""
    sums = queries.sums(chapter_id=chapter_id, days=[day])
    return {account: account.natural(sums.get(account, (0,))[0]) for account in rules.OPENED}


@transactional
def bring_forward(*, chapter_id: int, day: date, held: Mapping[Account, int], by: Actor) -> int:
    """Have the books hold so much of each account at the end of a day; returns how many accounts changed.

    Amounts are in minor units, as the account is there to hold them. Raises Invalid for a day to come, in closed books
    or too long ago, and for what cannot be brought forward; NeedsSecond where so much cash less takes two officers.
    """
    chapter = locks.lock_chapter(chapter_id=chapter_id)
    _check_day(chapter, day)
    for account, minor in held.items():
        if account not in accounts_to_open(chapter_id=chapter_id):
            raise Invalid(f"{account.label} cannot be brought forward.", field=account.value)
        check_bounds(minor, chapter.currency, field=account.value, zero=True)
    lines = rules.differences(held, held_on(chapter_id=chapter_id, day=day))
    if not lines:
        return 0
    ledger.post(
        Draft(
            chapter_id=chapter_id,
            kind=EntryKind.OPENING_BALANCES,
            booked_on=day,
            lines=lines,
            actor_member_id=by.member_id,
        )
    )
    less = -sum(min(line.amount_minor, 0) for line in lines if line.account in CASH_ACCOUNTS)
    if less:
        deciding.require(chapter_id=chapter_id, member_ids=[], amount_minor=less, by=by)
    changed = sum(line.account is not Account.OPENING_BALANCE for line in lines)
    audit.record(
        Action.OPENING_BROUGHT,
        chapter_id=chapter_id,
        subject=("chapters", chapter_id),
        by=by,
        day=day.isoformat(),
        accounts=changed,
    )
    version.changed(chapter_id=chapter_id)
    return changed


def _check_day(chapter: Chapter, day: date) -> None:
    if day > today_in(chapter.timezone):
        raise Invalid("That day has not come yet.", field="day")
    if day < EARLIEST:
        raise Invalid(f"Enter a day from {EARLIEST.year} on.", field="day")
    if chapter.closed_through is not None and day <= chapter.closed_through:
        closed = long_date(chapter.closed_through)
        raise Invalid(f"The books are closed through {closed}. Choose a later day.", field="day")
