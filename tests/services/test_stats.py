"""The first guide's name for who owes."""

from __future__ import annotations

from flask import Flask

from sigma_finance.services.stats import get_unpaid_members
from tests.books import charge, open_books


def test_who_owes_is_asked_by_the_name_of_the_first_guide(any_app: Flask) -> None:
    books = open_books()
    charge(books, books.members[0], 20000, due_in=-1)
    assert [member.member_id for member in get_unpaid_members()] == [books.members[0]]
