"""What stands between the books and the bank."""

from __future__ import annotations

from flask import Flask

from sigma_finance.queries.bank import accounts
from sigma_finance.queries.bank import reconciling as queries
from tests.banking import add_account, bring_in, days_ago, zelle
from tests.books import open_books


class TestWhatIsOutstanding:
    def test_is_booked_and_on_no_line_up_to_the_day(self, any_app: Flask) -> None:
        books = open_books()
        account_id = add_account(books)
        first, second = zelle(books, 10000, 20), zelle(books, 7000, 18)
        bring_in(
            books, account_id, [(days_ago(19).isoformat(), "A", "100"), (days_ago(12).isoformat(), "B", "70")]
        )
        account = accounts.get_account(chapter_id=books.chapter_id, account_id=account_id)

        def waiting(days: int) -> list[str | None]:
            found = queries.outstanding(chapter_id=books.chapter_id, account=account, through=days_ago(days))
            return [one.payment for one in found]

        assert (waiting(20), waiting(15), waiting(10)) == ([first], [second], [])
        sums = queries.figures(chapter_id=books.chapter_id, account=account, through=days_ago(15))
        assert (sums.book_minor, sums.outstanding_minor, sums.lines_minor) == (17000, 7000, 10000)
        assert queries.reconciliations(chapter_id=books.chapter_id, account_id=account_id) == []
