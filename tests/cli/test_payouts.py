"""``flask payouts``."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.extensions import db
from sigma_finance.models import PayoutLine
from tests.books import Books, open_books
from tests.cli.terminal import refused, run
from tests.services.payments.paying import deliver
from tests.services.payments.paying_out import NET, pay_and_know_fee


@pytest.fixture
def books(app: Flask) -> Books:
    return open_books()


def pay_out(sandbox: Sandbox) -> None:
    made = sandbox.pay_out()
    sandbox.itemise(made["id"])
    sandbox.arrive(made["id"])
    deliver(sandbox)


class TestShowing:
    def test_says_where_there_is_nothing(self, app: Flask, books: Books) -> None:
        assert run(app, "payouts", "show", "--chapter", books.slug).strip() == "No payouts yet."

    def test_has_the_figures_of_the_page(self, app: Flask, books: Books, sandbox: Sandbox) -> None:
        pay_and_know_fee(books, sandbox)
        sandbox.adjust(-700, kind="stripe_fee", words="Radar")
        pay_out(sandbox)
        found = json.loads(run(app, "payouts", "show", "--chapter", books.slug, "--json"))
        assert (found["unexplained_minor"], found["open_lines"], found["next"]) == (-700, 1, None)
        [payout] = found["payouts"]
        assert (payout["amount_minor"], payout["status"], payout["missing_minor"]) == (
            NET - 700,
            "at_bank",
            0,
        )
        assert sum(part["net_minor"] for part in payout["made_of"]) == payout["amount_minor"]
        said = run(app, "payouts", "show", "--chapter", books.slug)
        for words in ("$186.90, at the bank", "Payments", "$200.00", "-$6.10", "do not match the books: 1"):
            assert words in said, words

    def test_tells_of_what_is_not_itemised(self, app: Flask, books: Books, sandbox: Sandbox) -> None:
        pay_and_know_fee(books, sandbox)
        sandbox.pay_out_by_hand(100)
        deliver(sandbox)
        assert "Not itemised" in run(app, "payouts", "show", "--chapter", books.slug)

    def test_refuses_a_chapter_that_there_is_not(self, app: Flask) -> None:
        refused(app, "payouts", "show", "--chapter", "nowhere")


class TestALineOfNoChapter:
    def test_is_listed_and_given(self, app: Flask, books: Books, sandbox: Sandbox) -> None:
        pay_and_know_fee(books, sandbox)
        pay_and_know_fee(open_books(), sandbox)
        assert "Every line is a chapter's." in run(app, "payouts", "unclaimed")
        sandbox.adjust(-700, words="Radar")
        pay_out(sandbox)
        assert "Radar" in run(app, "payouts", "unclaimed")
        line = db.session.scalars(select(PayoutLine.id).where(PayoutLine.chapter_id.is_(None))).one()
        db.session.rollback()
        assert "Test Chapter's" in run(app, "payouts", "give", str(line), "--chapter", books.slug)
        said = run(app, "payouts", "show", "--chapter", books.slug)
        assert "$186.90, due from the operator" in said
        refused(app, "payouts", "give", str(line), "--chapter", books.slug)
