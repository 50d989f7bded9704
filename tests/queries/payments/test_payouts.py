"""What payouts are booked by."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.exc import NoResultFound

from sandbox import Sandbox
from sigma_finance.domain.payments.payouts import LineKind, LineProblem, LinesState, PayoutState
from sigma_finance.models import AccountPayout, PayoutLine
from sigma_finance.queries.payments import payouts as queries
from tests.books import Books, open_books
from tests.rows import keep
from tests.services.payments.paying import pay_by_card
from tests.services.payments.paying_out import pay_and_know_fee


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def payout(name: str = "po_1", state: LinesState = LinesState.READING) -> int:
    return keep(
        AccountPayout(
            payout_id=name,
            amount_minor=100,
            currency="USD",
            state=PayoutState.PAID,
            lines_state=state,
            automatic=True,
            arrives_on=date(2026, 11, 30),
        )
    )


def line(payout_id: int, name: str, problem: LineProblem | None, chapter_id: int | None = None) -> int:
    facts = {"kind": LineKind.FEE, "gross_minor": 5, "fee_minor": 0, "net_minor": 5}
    return keep(
        PayoutLine(account_payout_id=payout_id, line_id=name, problem=problem, chapter_id=chapter_id, **facts)
    )


class TestTheChaptersOnAnAccount:
    def test_are_all_of_a_currency_until_one_was_paid(self, books: Books, sandbox: Sandbox) -> None:
        others, euros = open_books(), open_books(currency="EUR")
        assert {books.chapter_id, others.chapter_id} <= set(
            queries.chapters_on_account(account="", currency="USD")
        )
        pay_and_know_fee(others, sandbox)
        assert queries.chapters_on_account(account="", currency="USD") == [others.chapter_id]
        assert queries.chapters_on_account(account="", currency="EUR") == [euros.chapter_id]
        assert queries.chapters_on_account(account="", currency="GBP") == []


class TestAPayout:
    def test_is_found_by_the_providers_id(self, books: Books) -> None:
        row_id = payout()
        found = queries.lock_payout(account="", payout_id="po_1")
        assert found is not None
        assert (found.id, queries.row_id(account="", payout_id="po_1")) == (row_id, row_id)
        assert queries.lock_payout(account="acct_2", payout_id="po_1") is None
        with pytest.raises(NoResultFound):
            queries.row_id(account="", payout_id="po_2")

    def test_is_read_on_while_its_lines_are_not_read(self, books: Books) -> None:
        rows = {state: payout(state.value, state) for state in LinesState}
        assert queries.being_read() == [rows[LinesState.READING]]
        assert queries.place(account_payout_id=rows[LinesState.READ]) is None
        assert queries.place(account_payout_id=rows[LinesState.READING]) == queries.ReadingPlace(
            "", "reading", None
        )


class TestLines:
    def test_that_do_not_match_come_in_batches_of_every_chapter(self, books: Books) -> None:
        first, second = payout("po_1"), payout("po_2")
        line(first, "txn_0", None, books.chapter_id)
        wanted = [
            line(first, "txn_1", LineProblem.OTHER_FEE, books.chapter_id),
            line(second, "txn_1", LineProblem.NOTHING_BEHIND),
        ]
        batch = queries.open_lines(after=(0, 0), limit=1)
        assert [one.id for one in batch] == wanted[:1]
        after = (batch[0].account_payout_id, batch[0].id)
        assert [one.id for one in queries.open_lines(after=after, limit=9)] == wanted[1:]
        assert [one.id for one in queries.unclaimed_lines()] == wanted[1:]
        assert queries.payout_of_unclaimed(line_id=wanted[1]) == second
        assert queries.payout_of_unclaimed(line_id=wanted[0]) is None
        assert queries.parts_by_chapter(account_payout_id=first) == {books.chapter_id: 10}
        assert queries.parts_by_chapter(account_payout_id=second) == {None: 5}


class TestWhatOfOursIsBehindALine:
    def test_is_found_by_intent_and_by_reference(self, books: Books, sandbox: Sandbox) -> None:
        session = sandbox.session(pay_and_know_fee(books, sandbox))
        known = queries.known_things(
            account="",
            sources={"re_x"},
            intents={session["payment_intent"]},
            references={session["client_reference_id"]},
        )
        [by_intent], [by_reference] = known.by_intent.values(), known.by_reference.values()
        assert by_intent == by_reference
        assert (by_intent.chapter_id, by_intent.gross_minor, by_intent.fee_minor) == (
            books.chapter_id,
            20_000,
            610,
        )
        assert (known.refunds, known.disputes, known.payouts) == ({}, frozenset(), {})

    def test_tells_what_is_not_booked_from_what_has_no_fee_yet(self, books: Books, sandbox: Sandbox) -> None:
        from tests.books import charge

        charge(books, books.members[0])
        session = sandbox.session(pay_by_card(books, sandbox))
        known = queries.known_things(
            account="", sources=(), intents={session["payment_intent"]}, references=()
        )
        [payment] = known.by_intent.values()
        assert (payment.gross_minor, payment.fee_minor) == (20_000, 0)
