"""All that must hold of the books."""

from __future__ import annotations

from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.queries.books.verify import CHECKS, find
from sigma_finance.services.payments import reversing
from tests.books import charge, open_books, pay


class TestEveryCheck:
    def test_has_a_name_and_a_sentence_of_its_own(self) -> None:
        assert len({check.name for check in CHECKS}) == len({check.says for check in CHECKS}) == len(CHECKS)
        assert [check.says for check in CHECKS if not check.says.endswith(".")] == []

    def test_finds_nothing_in_books_that_hold_on_either_database(self, any_app: Flask) -> None:
        books = open_books()
        charge(books, books.members[0])
        pay(books, books.members[0], 25000)
        gone = pay(books, books.members[1], 500).payment_id
        reversing.reverse(chapter_id=books.chapter_id, payment_id=gone, reason="Bounced", by=OPERATOR)
        found = {check.name: find(check, chapter_id=books.chapter_id) for check in CHECKS}
        assert {name: breaches for name, breaches in found.items() if breaches} == {}
