"""``flask members``."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from tests.books import Books, charge, open_books, pay
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
