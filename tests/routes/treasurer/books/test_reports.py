"""The reports: of any day and span, down to the entry and its document."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from sigma_finance.domain.books.reports import ReportKind
from tests.harness.client import Client
from tests.routes.house import House, owe, pay_cash
from tests.routes.treasurer.desk import today


@pytest.fixture
def _booked(house: House) -> None:
    owe(house.ada)
    pay_cash(house.ada, 5000)


class TestTheReports:
    def test_stand_in_one_place(self, tess: Client) -> None:
        page = tess.get("/treasurer/books")
        assert all(f"/treasurer/books/{kind.value}" in page.text for kind in ReportKind)

    @pytest.mark.usefixtures("_booked")
    @pytest.mark.parametrize("kind", list(ReportKind))
    def test_are_shown_and_saved_as_shown(self, tess: Client, kind: ReportKind) -> None:
        page = tess.get(f"/treasurer/books/{kind.value}?from=2026-01-01&to={today().isoformat()}")
        assert kind.label in page.text.replace("&#39;", "'")
        saved = tess.get(f"/treasurer/books/{kind.value}.csv?from=2026-01-01&to={today().isoformat()}")
        rows = list(csv.DictReader(io.StringIO(saved.text.removeprefix("\ufeff"))))
        assert rows
        assert all({"part", "what"} <= set(row) for row in rows)

    @pytest.mark.usefixtures("_booked")
    def test_lead_to_the_entry_and_its_payment(self, house: House, tess: Client) -> None:
        trial = tess.get("/treasurer/books/trial-balance")
        assert "account=cash_on_hand" in trial.text
        postings = tess.get("/treasurer/books/postings?account=cash_on_hand")
        assert "50.00" in postings.text
        address = postings.text.partition("/treasurer/books/entries/")[2].partition('"')[0]
        entry = tess.get(f"/treasurer/books/entries/{address}")
        assert "/treasurer/payments/" in entry.text
        assert "Cash on hand" in entry.text

    def test_of_nothing_say_what_to_do(self, tess: Client) -> None:
        assert "Nothing in these days" in tess.get("/treasurer/books/cash-flow").text
        assert "Nothing in these days" in tess.get("/treasurer/books/postings?account=receivable").text

    @pytest.mark.parametrize("asked", ["from=2999-01-01", "to=2026-02-31", "from=2026-05-02&to=2026-05-01"])
    def test_say_which_day_they_cannot_take_and_keep_it(self, tess: Client, asked: str) -> None:
        for path in ("trial-balance?", "postings?account=receivable&"):
            page = tess.get(f"/treasurer/books/{path}{asked}", status=422)
            assert asked.partition("=")[2].partition("&")[0] in page.text
            tess.get(f"/treasurer/books/{path.replace('?', '.csv?')}{asked}", status=404)

    def test_know_no_other_account(self, tess: Client) -> None:
        for account in ("", "nothing", "Receivable"):
            tess.get(f"/treasurer/books/postings?account={account}", status=404)

    @pytest.mark.usefixtures("_booked")
    def test_keep_to_their_chapter(self, app: Flask, tess: Client, stranger: Client) -> None:
        postings = tess.get("/treasurer/books/postings?account=cash_on_hand")
        address = postings.text.partition("/treasurer/books/entries/")[2].partition('"')[0]
        stranger.get(f"/treasurer/books/entries/{address}", status=404)
        assert "50.00" not in stranger.get("/treasurer/books/trial-balance").text

    @pytest.mark.usefixtures("_booked")
    def test_save_the_postings_of_an_account(self, tess: Client) -> None:
        saved = tess.get("/treasurer/books/postings.csv?account=receivable")
        rows = list(csv.DictReader(io.StringIO(saved.text.removeprefix("\ufeff"))))
        assert [(row["kind"], row["amount"]) for row in rows] == [("Charge", "200.00"), ("Payment", "-50.00")]
