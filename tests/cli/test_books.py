"""``flask books``."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.books.closing import last_days
from sigma_finance.domain.books.journals import JournalFormat
from sigma_finance.domain.books.reports import ReportKind
from sigma_finance.domain.dates import now, today_in
from tests.books import ZONE, Books, charge, open_books, pay
from tests.cli.terminal import flask, run


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0], 20000)
    pay(made, made.members[0], 25000)
    return made


class TestAReport:
    def test_is_json_for_other_programs(self, any_app: Flask, books: Books) -> None:
        found = json.loads(
            run(any_app, "books", "report", "trial-balance", "--chapter", books.slug, "--json")
        )
        assert (found["report"], found["chapter"], found["from"]) == ("trial-balance", books.slug, None)
        [part] = found["parts"]
        assert part["total"]["debit_minor"] == part["total"]["credit_minor"] == 25000
        assert {line["account"]: line["debit_minor"] - line["credit_minor"] for line in part["lines"]} == {
            "cash_on_hand": 25000,
            "member_credit": -5000,
            "income_dues": -20000,
        }
        assert all(check["ok"] for check in found["checks"])

    @pytest.mark.parametrize("kind", list(ReportKind))
    def test_is_a_table_for_people(self, any_app: Flask, books: Books, kind: ReportKind) -> None:
        said = run(any_app, "books", "report", kind.value, "--chapter", books.slug)
        assert said.startswith(f"{kind.label} of Test Chapter: ")

    def test_covers_the_days_that_are_asked(self, any_app: Flask, books: Books) -> None:
        days = ("--from", "2020-01-01", "--to", "2020-12-31", "--json")
        found = json.loads(run(any_app, "books", "report", "income", "--chapter", books.slug, *days))
        assert (found["from"], found["to"]) == ("2020-01-01", "2020-12-31")
        assert found["parts"][0]["lines"] == []

    @pytest.mark.parametrize(
        "wrong",
        [("--from", "2026-02-31"), ("--from", "2026-05-02", "--to", "2026-05-01"), ("--chapter", "nowhere")],
    )
    def test_refuses_what_it_cannot_take_in_a_sentence(
        self, any_app: Flask, books: Books, wrong: tuple[str, ...]
    ) -> None:
        result = flask(any_app, "books", "report", "income", "--chapter", books.slug, *wrong)
        assert result.exit_code != 0
        assert "Traceback" not in result.output


class TestClosing:
    def test_closes_and_opens_again(self, any_app: Flask, books: Books) -> None:
        through = last_days(today=today_in(ZONE), closed_through=None)[0].isoformat()
        days = ("--chapter", books.slug, "--through", through)
        assert "are closed through" in run(any_app, "books", "close", *days)
        assert flask(any_app, "books", "close", *days).exit_code == 1
        assert flask(any_app, "books", "reopen", *days).exit_code == 2
        assert "are open again" in run(any_app, "books", "reopen", *days, "--reason", "A wrong day")
        assert flask(any_app, "books", "reopen", *days, "--reason", "Twice").exit_code == 1

    def test_names_what_is_not_finished(self, any_app: Flask, books: Books) -> None:
        with time_machine.travel(now() + timedelta(days=40), tick=False):
            through = last_days(today=today_in(ZONE), closed_through=None)[0].isoformat()
            said = run(any_app, "books", "close", "--chapter", books.slug, "--through", through)
        assert "Cash and checks that are not deposited" in said

    def test_refuses_a_day_that_ends_no_month(self, any_app: Flask, books: Books) -> None:
        result = flask(any_app, "books", "close", "--chapter", books.slug, "--through", "2026-01-30")
        assert (result.exit_code, "last day of a month" in result.output) == (1, True)


class TestExporting:
    @pytest.mark.parametrize("kind", list(JournalFormat))
    def test_prints_the_journal(self, any_app: Flask, books: Books, kind: JournalFormat) -> None:
        said = run(any_app, "books", "export", "--chapter", books.slug, "--format", kind.value)
        assert "250.00" in said

    def test_knows_no_other_format(self, any_app: Flask, books: Books) -> None:
        result = flask(any_app, "books", "export", "--chapter", books.slug, "--format", "ods")
        assert (result.exit_code, "none of csv" in result.output) == (2, True)
