"""Cash that somebody holds in their hands, of which no more can leave than there is, whatever takes it."""

from __future__ import annotations

from collections.abc import Iterable

from sigma_finance.database import transactions
from sigma_finance.domain.books.accounts import HELD_IN_HAND, Account
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.money import format_money
from sigma_finance.queries import locks
from sigma_finance.queries.books import postings


def require_in_hand(chapter_id: int, lines: Iterable[tuple[Account, int]]) -> None:
    """Have the transaction under way raise Conflict at its end where these lines take more than is there.

    Lines are accounts and amounts in minor units. It is asked under the lock of the chapter's row, so that two people
    who pay out at once do not both spend the same money.
    """
    moved = list(lines)
    for account in HELD_IN_HAND:
        if sum(minor for touched, minor in moved if touched is account) < 0:
            _check_at_the_end(chapter_id, account)


def _check_at_the_end(chapter_id: int, account: Account) -> None:
    transactions.at_the_end((account.value, chapter_id), lambda: _check(chapter_id, account))


def _check(chapter_id: int, account: Account) -> None:
    chapter = locks.lock_chapter(chapter_id=chapter_id)
    left = postings.total_of_account(chapter_id=chapter_id, account=account)
    if left < 0:
        missing, what = format_money(-left, chapter.currency), account.label.lower()
        raise Conflict(f"There is {missing} less {what} than this takes. Nothing was changed.")
