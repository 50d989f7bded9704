"""``flask payments``."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.policy import Policy
from sigma_finance.services.payments import checkout
from tests.books import ZONE, Books, charge, member_of, open_books, pay, set_policy
from tests.cli.terminal import flask, refused, run
from tests.people import add_person
from tests.services.payments.disputing import dispute
from tests.services.payments.paying import deliver
from tests.services.payments.refunding import pay_online


@pytest.fixture
def books(app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


class TestReconciling:
    def test_books_what_no_webhook_told_of(self, app: Flask, books: Books, sandbox: Sandbox) -> None:
        checkout.start(
            chapter_id=books.chapter_id, member_id=books.members[0], amount_minor=20000, by=OPERATOR
        )
        sandbox.pay(sandbox.sessions()[0]["id"])
        sandbox.lose_deliveries()
        assert "Looked at 1: applied 1, closed 0" in run(app, "payments", "reconcile")
        assert member_of(books.members[0]).balance_minor == 0
        assert run(app, "payments", "reconcile", "--days", "1").strip() == "Looked at 1: nothing to do."
        assert member_of(books.members[0]).credit_minor == 0

    def test_says_so_when_stripe_does_not_answer(self, app: Flask, sandbox: Sandbox) -> None:
        sandbox.fault(Fault(path="/stripe/v1", kind="drop", times=9))
        result = flask(app, "payments", "reconcile")
        assert (result.exit_code, "does not answer" in result.stderr) == (1, True)

    def test_looks_back_by_days_that_make_sense(self, app: Flask) -> None:
        refused(app, "payments", "reconcile", "--days", "0", code=2)


class TestRefunding:
    @pytest.fixture
    def card(self, books: Books, sandbox: Sandbox) -> str:
        return pay_online(books, sandbox).reference

    def test_gives_back_what_is_left_or_a_part(self, app: Flask, books: Books, card: str) -> None:
        said = run(app, "payments", "refund", card, "--amount", "50.00", "--reason", "Paid twice")
        assert said.strip() == f"Refunded $50.00 of {card}. It is done."
        said = run(app, "payments", "refund", card, "--reason", "Left", "--owed", "waived")
        assert said.strip() == f"Refunded $150.00 of {card}. It is done."
        assert member_of(books.members[0]).balance_minor == 5000

    def test_records_what_was_given_by_hand(self, app: Flask, books: Books) -> None:
        cash = pay(books, books.members[0], 20000).reference
        words = ("payments", "refund", cash, "--amount", "10", "--reason", "Left", "--method", "check")
        assert "It is done." in run(app, *words, "--trace", "1042", "--on", today_in(ZONE).isoformat())
        assert member_of(books.members[0]).balance_minor == 1000

    def test_says_that_no_answer_came(self, app: Flask, card: str, sandbox: Sandbox) -> None:
        sandbox.fault(Fault(path="/stripe/v1/refunds", kind="drop", method="POST", times=9))
        assert "has not answered" in run(app, "payments", "refund", card, "--reason", "Left")

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (("--amount", "200.01"), "is left"),
            (("--amount", "0"), "above zero"),
            (("--amount", "1e309"), "amount"),
            (("--method", "check"), "goes back through Stripe"),
            (("--as", "nobody@example.org"), "no officer of this chapter who may record money"),
        ],
    )
    def test_refuses_in_a_sentence(
        self, app: Flask, card: str, words: tuple[str, ...], sentence: str
    ) -> None:
        assert sentence in refused(app, "payments", "refund", card, "--reason", "Left", *words)

    def test_refuses_what_it_does_not_know(self, app: Flask, books: Books) -> None:
        assert "no payment P-NONE" in refused(app, "payments", "refund", "P-NONE", "--reason", "Left")
        refused(app, "payments", "refund", "P-NONE", code=2)

    def test_on_behalf_of_an_officer_is_bound_as_they_are(self, app: Flask, books: Books, card: str) -> None:
        officer = add_person(books.chapter_id, "Tess", "tess@example.org", Role.TREASURER)
        set_policy(books, Policy(second_person_above_minor=10000))
        words = ("payments", "refund", card, "--reason", "Left", "--as", officer.email.upper())
        assert "Another officer has to approve it" in refused(app, *words)
        assert "It is done." in run(app, *words, "--amount", "100")


class TestDisputes:
    def test_are_listed_as_on_their_page(self, app: Flask, sandbox: Sandbox) -> None:
        books = open_books()
        charge(books, books.members[0])
        assert run(app, "payments", "disputes", "--chapter", books.slug).strip() == "No disputes."
        made = dispute(books, sandbox)
        said = run(app, "payments", "disputes", "--chapter", books.slug)
        assert "$200.00 of P-" in said
        assert "Waits for an answer, answer by" in said
        sandbox.lose(made.stripe_dispute_id)
        deliver(sandbox)
        [one] = json.loads(run(app, "payments", "disputes", "--chapter", books.slug, "--json"))["disputes"]
        assert (one["state"], one["status"], one["taken_minor"]) == ("lost", "Lost", 20000)
        assert (one["id"], one["fee_minor"]) == (made.id, 1500)
