"""The list of what is spent, one document, and the file of the list."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.harness.client import Client
from tests.people import People, signed_in
from tests.spending import ask, enter_bill, spend, spending_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return spending_chapter()


@pytest.fixture
def tess(any_app: Flask, people: People) -> Client:
    return signed_in(any_app, people.treasurer)


class TestTheList:
    def test_says_what_lies_where_and_what_waits(self, people: People, tess: Client) -> None:
        assert "Nothing spent yet" in tess.get("/treasurer/spending").main
        spend(people, 6400)
        enter_bill(people, 85000, payee="The Hall")
        ask(people.member, 3250)
        page = tess.get("/treasurer/spending").main
        for words in (
            "$436.00",
            "Reimbursements to decide",
            "To be paid",
            "The Hall",
            "3 documents: $946.50",
        ):
            assert words in page, words

    def test_is_narrowed_by_its_address(self, people: People, tess: Client) -> None:
        spend(people, 6400)
        enter_bill(people, 85000, payee="The Hall")
        page = tess.get("/treasurer/spending?what=bill&category=expense_01&q=hall")
        assert "1 document: $850.00" in page.main
        assert "Nothing fits this search" in tess.get("/treasurer/spending?q=nobody").main

    def test_says_which_days_cannot_be(self, tess: Client) -> None:
        path = "/treasurer/spending?from=2026-12-31&to=2026-01-01"
        assert "must not come before" in tess.get(path, status=422).main
        tess.get(path.replace("spending?", "spending.csv?"), status=404)

    def test_is_saved_as_it_is_shown(self, people: People, tess: Client) -> None:
        spend(people, 6400, what="=1+1")
        text = tess.get("/treasurer/spending.csv").text
        assert "Food and drinks" in text
        assert "64.00" in text
        assert ",=1+1" not in text
        assert tess.get("/treasurer/spending.xlsx").response.data.startswith(b"PK")


class TestADocument:
    def test_shows_what_is_known_and_leads_to_its_entry_and_back(self, people: People, tess: Client) -> None:
        made = spend(people, 6400)
        page = tess.get(f"/treasurer/spending/{made}")
        for words in (
            "Expense of $64.00",
            "Corner Shop",
            "Food and drinks",
            "no receipt yet",
            "In the books",
        ):
            assert words in page.main, words
        entry = tess.get(next(at for at in page.links().values() if "/books/entries/" in at))
        assert "Food and drinks" in entry.main
        assert f"/treasurer/spending/{made}" in entry.links().values()

    def test_is_found_from_the_reports_by_the_chapters_own_name(self, people: People, tess: Client) -> None:
        spend(people, 6400)
        report = tess.get("/treasurer/books/income")
        assert "Food and drinks" in report.main
        assert "Food and drinks" in tess.get("/treasurer/books/trial-balance").main
        postings = tess.get("/treasurer/books/postings?account=expense_01")
        assert postings.h1 == "Food and drinks"
        assert "Food and drinks" in tess.get("/treasurer/books/journal.csv").text
        assert "; Food and drinks" in tess.get("/treasurer/books/journal.hledger").text

    def test_of_another_chapter_is_not_there(self, people: People, tess: Client) -> None:
        tess.get("/treasurer/spending/999999", status=404)

    def test_is_no_business_of_members(self, any_app: Flask, people: People) -> None:
        signed_in(any_app, people.member).get(f"/treasurer/spending/{spend(people)}", status=403)
