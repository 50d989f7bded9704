"""Faults of what autopay charged."""

from __future__ import annotations

from flask import Flask

from sigma_finance.queries.books.verify.autopay import CHECKS
from sigma_finance.queries.books.verify.checks import RuleBreach
from tests.books import charge, open_books, pay
from tests.harness.standing import ServedApp
from tests.queries.books.verify.faults import Fault, assert_named, one


class TestTheChecksOfAutopay:
    def test_name_each_fault_with_what_should_be_and_what_is(
        self, sqlite_app: Flask, standing: ServedApp
    ) -> None:
        books = open_books()
        ada, ben = books.members
        charge(books, ada, 300)
        part = one("SELECT id FROM installments")
        own, bens = pay(books, ada, 300).payment_id, pay(books, ben, 300).payment_id
        columns = """id, chapter_id, member_id, installment_id, payment_id, number, state, first_on, due_on, reason,
            noticed_at"""
        whose = f"{books.chapter_id}, {ada}, {part}"
        rest = "'paid', '2026-01-01', '2026-01-01', '', '2026-01-01 00:00:00.000000'"
        faults: dict[str, Fault] = {
            "autopay_charged_once": (
                f"""INSERT INTO autopay_attempts ({columns})
                VALUES (7, {whose}, {own}, 1, {rest}), (8, {whose}, {own}, 2, {rest})""",
                RuleBreach(f"installment {part}", "1", "2"),
            ),
            "autopay_members": (
                f"INSERT INTO autopay_attempts ({columns}) VALUES (7, {whose}, {bens}, 1, {rest})",
                RuleBreach("autopay attempt 7", str(ada), str(ben)),
            ),
        }
        assert_named(CHECKS, faults, books=books, other=open_books(), standing=standing)
