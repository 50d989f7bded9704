"""``flask ledger``."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO

import pytest
from flask import Flask

from sigma_finance.extensions import db
from sigma_finance.models import Member
from tests.books import Books, charge, open_books, pay
from tests.cli.terminal import flask, run
from tests.harness.standing import ServedApp
from tests.services.books.spoiling import in_hand, spoiled

SPOIL = "UPDATE members SET balance_minor = 7"


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0], 20000)
    pay(made, made.members[0], 25000)
    return made


@pytest.fixture
def _spoiled(books: Books, standing: ServedApp) -> Iterator[None]:
    """Balances that no posting explains, written for good."""
    with in_hand(standing), spoiled(SPOIL):
        db.session.commit()
        yield


class TestVerifyingTheBooks:
    def test_says_that_all_is_well(self, any_app: Flask, books: Books) -> None:
        assert "no difference" in run(any_app, "ledger", "verify")
        found = json.loads(run(any_app, "ledger", "verify", "--json", "--chapter", books.slug))
        assert (found["ok"], found["differences"], found["chapters"]) == (True, [], [books.slug])
        assert all(check["ok"] for check in found["checks"])

    @pytest.mark.usefixtures("_spoiled")
    def test_lists_every_difference_and_fails(self, any_app: Flask, books: Books) -> None:
        result = flask(any_app, "ledger", "verify")
        assert (result.exit_code, "differences in 1 chapter" in result.stderr) == (1, True)
        assert "member_balances" in result.stdout

    @pytest.mark.usefixtures("_spoiled")
    def test_names_them_for_other_programs_too(self, any_app: Flask, books: Books) -> None:
        result = flask(any_app, "ledger", "verify", "--json")
        found = json.loads(result.stdout)
        assert (result.exit_code, found["ok"]) == (1, False)
        assert {
            "check": "member_balances",
            "chapter": books.slug,
            "subject": f"member {books.members[0]}",
            "expected": "0",
            "found": "7",
        } in found["differences"]
        [check] = [check for check in found["checks"] if check["check"] == "member_balances"]
        assert (check["ok"], check["differences"]) == (False, 2)


class TestExporting:
    def rows(self, app: Flask, books: Books) -> list[dict[str, str]]:
        return list(csv.DictReader(StringIO(run(app, "ledger", "export", "--chapter", books.slug))))

    def test_prints_every_posting_with_what_it_is_about(self, any_app: Flask, books: Books) -> None:
        rows = self.rows(any_app, books)
        assert {"date", "entry", "account", "member", "amount", "PaymentIntent", "receipt"} <= set(rows[0])
        assert [(row["account"], row["amount"]) for row in rows] == [
            ("receivable", "200.00"),
            ("income_dues", "-200.00"),
            ("cash_on_hand", "250.00"),
            ("receivable", "-200.00"),
            ("member_credit", "-50.00"),
        ]
        assert {row["member"] for row in rows} == {"Member 0"}
        assert [bool(row["receipt"]) for row in rows] == [False, False, True, True, True]

    def test_holds_nothing_of_another_chapter(self, any_app: Flask, books: Books) -> None:
        assert self.rows(any_app, open_books()) == []

    def test_hands_no_formula_to_a_spreadsheet(self, any_app: Flask, books: Books) -> None:
        db.session.get_one(Member, books.members[0]).name = '=HYPERLINK("http://example.org")'
        db.session.commit()
        assert self.rows(any_app, books)[0]["member"].startswith("'=")
