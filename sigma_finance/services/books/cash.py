"""Cash on hand, of which no more can leave than there is, whatever takes it."""

from __future__ import annotations

from collections.abc import Iterable

from sigma_finance.database import transactions
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.money import format_money
from sigma_finance.queries import locks
from sigma_finance.queries.books import postings


def require_on_hand(chapter_id: int, lines: Iterable[tuple[Account, int]]) -> None:
    """Have the transaction under way raise Conflict at its end where these lines take more than is on hand.

    Lines are accounts and amounts in minor units. It is asked under the lock of the chapter's row, so that two people
    who pay out at once do not both spend the same money.
    """
    taken = sum(minor for account, minor in lines if account is Account.CASH_ON_HAND)
    if taken < 0:
        transactions.at_the_end(("cash on hand", chapter_id), lambda: _check(chapter_id))


def _check(chapter_id: int) -> None:
    chapter = locks.lock_chapter(chapter_id=chapter_id)
    left = postings.total_of_account(chapter_id=chapter_id, account=Account.CASH_ON_HAND)
    if left < 0:
        missing = format_money(-left, chapter.currency)
        raise Conflict(f"There is {missing} less cash on hand than this takes. Nothing was changed.")
