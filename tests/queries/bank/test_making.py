"""What was made of lines, and the rules."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.bank.words import BankCategory
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.extensions import db
from sigma_finance.models import BankLine
from sigma_finance.queries.bank import making as queries
from sigma_finance.services.bank import making
from tests.banking import add_account, bring_in, days_ago
from tests.books import open_books


class TestWhatWasMade:
    def test_is_known_by_its_line(self, any_app: Flask) -> None:
        books = open_books()
        bring_in(books, add_account(books), [(days_ago(9).isoformat(), "FEE", "-5")])
        line = db.session.scalars(select(BankLine.id)).one()
        known = {"chapter_id": books.chapter_id, "line_id": line}
        assert (queries.made_of(**known), queries.matches_so_far(**known)) == (None, 0)
        making.make_entry(**known, category=BankCategory.FEE, by=OPERATOR)
        made = queries.made_of(**known)
        assert made is not None
        assert (made.kind, queries.matches_so_far(**known)) == (EntryKind.BANK_FEE, 1)


class TestRules:
    def test_are_listed_while_they_stand(self, any_app: Flask) -> None:
        books = open_books()
        rule = making.save_rule(
            chapter_id=books.chapter_id, contains="wire fee", category=BankCategory.FEE, by=OPERATOR
        )
        assert [one.contains for one in queries.rules(chapter_id=books.chapter_id)] == ["wire fee"]
        making.end_rule(chapter_id=books.chapter_id, rule_id=rule, by=OPERATOR)
        assert queries.rules(chapter_id=books.chapter_id) == []
