"""A check: where its rule does not hold in one chapter."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import literal, select

from sigma_finance.extensions import db
from sigma_finance.models import Charge, Installment, Member
from sigma_finance.queries.books.verify.checks import Check, RuleBreach, Statement, find, of_same
from tests.books import charge, open_books, pay


def _in_credit(chapter_id: int) -> Statement:
    return select(Member.id, literal(0), Member.credit_minor).where(
        Member.chapter_id == chapter_id, Member.credit_minor > 0
    )


class TestACheck:
    def test_says_of_each_row_what_should_be_and_what_is(self, sqlite_app: Flask) -> None:
        books, other = open_books(), open_books()
        pay(books, books.members[1], 700)
        pay(other, other.members[0], 900)
        check = Check("nobody_in_credit", "Nobody has credit.", "member", _in_credit)
        assert find(check, chapter_id=books.chapter_id) == [
            RuleBreach(f"member {books.members[1]}", "0", "700")
        ]
        assert find(check, chapter_id=open_books().chapter_id) == []


class TestAJoinOfTheSame:
    def test_leads_to_the_row_that_a_key_names_by_its_chapter_first(self, sqlite_app: Flask) -> None:
        books = open_books()
        owed = [charge(books, member) for member in books.members]
        join = of_same(Installment, Installment.charge_id, Charge)
        rows = db.session.execute(select(Charge.id, Installment.charge_id).join(Installment, join))
        assert sorted(rows) == [(one, one) for one in owed]
        assert str(join) == (
            "installments.chapter_id = charges.chapter_id AND installments.charge_id = charges.id"
        )
