"""``flask members``."""

from __future__ import annotations

import json
from datetime import date

import pytest
from flask import Flask

from sigma_finance.domain.dates import today_in
from tests.books import ZONE, Books, charge, open_books, pay
from tests.cli.terminal import refused, run


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0], 20000, due_in=-1)
    pay(made, made.members[0], 5000)
    return made


class TestShowingAMember:
    def test_prints_the_figures_as_json(self, any_app: Flask, books: Books) -> None:
        email = f"member0.{books.slug}@example.org"
        shown = json.loads(run(any_app, "members", "show", email.upper(), "--chapter", books.slug, "--json"))
        assert shown.pop("standing_reason").startswith("Past due since")
        assert shown == {
            "member_id": books.members[0],
            "name": "Member 0",
            "email": email,
            "currency": "USD",
            "charged_minor": 20000,
            "waived_minor": 0,
            "paid_minor": 5000,
            "balance_minor": 15000,
            "credit_minor": 0,
            "standing": "not_financial",
        }

    def test_prints_them_for_people_too(self, any_app: Flask, books: Books) -> None:
        shown = run(any_app, "members", "show", f"member0.{books.slug}@example.org", "--chapter", books.slug)
        assert "Balance  $150.00" in shown
        assert "Not financial: Past due since" in shown

    def test_knows_nobody_of_another_chapter(self, any_app: Flask, books: Books) -> None:
        other = open_books()
        words = ("members", "show", f"member0.{books.slug}@example.org", "--chapter", other.slug)
        assert "No member of this chapter" in refused(any_app, *words)


class TestListingWhoOwes:
    def test_prints_them_as_json(self, any_app: Flask, books: Books) -> None:
        (listed,) = json.loads(run(any_app, "members", "unpaid", "--chapter", books.slug, "--json"))
        since = listed.pop("oldest_due_on")
        assert date.fromisoformat(since) < today_in(ZONE)
        assert listed == {
            "member_id": books.members[0],
            "name": "Member 0",
            "balance_minor": 15000,
            "past_due_minor": 15000,
        }

    def test_prints_them_for_people_too(self, any_app: Flask, books: Books) -> None:
        heads, row = run(any_app, "members", "unpaid", "--chapter", books.slug).splitlines()
        assert heads.split("  ")[0] == "Member"
        assert row.startswith("Member 0  $150.00  $150.00")


class TestListingStandings:
    def test_has_every_active_member_by_name(self, any_app: Flask, books: Books) -> None:
        listed = json.loads(run(any_app, "members", "standing", "--chapter", books.slug, "--json"))
        assert [one["name"] for one in listed] == [f"Member {n}" for n in range(len(books.members))]
        assert [one["standing"] for one in listed] == ["not_financial", *["financial"] * (len(listed) - 1)]
        assert [one["oldest_due_on"] for one in listed[1:]] == [None] * (len(listed) - 1)

    def test_prints_them_for_people_too(self, any_app: Flask, books: Books) -> None:
        lines = run(any_app, "members", "standing", "--chapter", books.slug).splitlines()
        assert lines[1].startswith("Member 0  Not financial  $150.00  $150.00")
        assert lines[2].split("  ")[:2] == ["Member 1", "Financial"]
