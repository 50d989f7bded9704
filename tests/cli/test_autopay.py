"""``flask autopay``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sandbox import Sandbox
from tests.books import charge, member_of, open_books
from tests.breaking import break_mail_to
from tests.cli.terminal import flask, refused, run
from tests.services.payments.autopay_member import START, AutopayMember


@pytest.fixture
def term(sqlite_app: Flask, sandbox: Sandbox) -> Iterator[AutopayMember]:
    """A member who owes in ten days and lets autopay pay it."""
    with time_machine.travel(START, tick=False) as clock:
        made = AutopayMember(open_books(members=2), sandbox, clock)
        charge(made.books, made.member_id, due_in=10)
        made.turn_on()
        yield made


class TestARun:
    def test_tells_three_days_before_and_charges_once(self, sqlite_app: Flask, term: AutopayMember) -> None:
        words = ("autopay", "run", "--chapter", term.books.slug)
        said = {}
        for day in (0, 7, 8, 10, 11):
            term.clock.move_to(START + timedelta(days=day))
            said[day] = [run(sqlite_app, *words).partition(", to be")[0] for _ in range(2)]
        nothing = "Told 0, charged 0"
        assert said == {
            0: [nothing, nothing],
            7: ["Told 1, charged 0", nothing],
            8: [nothing, nothing],
            10: ["Told 0, charged 1", nothing],
            11: [nothing, nothing],
        }
        assert member_of(term.member_id).balance_minor == 0

    def test_names_whom_it_failed_for_and_fails(
        self, sqlite_app: Flask, term: AutopayMember, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        break_mail_to(monkeypatch, term.member_id)
        term.clock.move_to(START + timedelta(days=7))
        result = flask(sqlite_app, "autopay", "run", "--chapter", term.books.slug)
        assert result.exit_code == 1
        assert result.stdout == "Told 0, charged 0, to be asked again 1.\n"
        (problem,) = result.stderr.splitlines()
        assert str(term.member_id) in problem
        assert "@" not in problem

    def test_is_of_a_chapter_that_there_is(self, sqlite_app: Flask, term: AutopayMember) -> None:
        assert "chapter" in refused(sqlite_app, "autopay", "run", "--chapter", "nowhere")
