"""The pages of Stripe's payouts."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.payments.payouts import LineKind, LinesState, PayoutState
from sigma_finance.extensions import db
from sigma_finance.models import ChapterPayout, Payment, PayoutLine
from tests import rows
from tests.books import Books
from tests.harness.client import Client
from tests.routes.house import House, pay_cash, selects
from tests.services.payments.paying import deliver
from tests.services.payments.paying_out import pay_and_know_fee


@pytest.fixture
def books(house: House) -> Books:
    return Books(house.tess.chapter_id, house.slug, [house.ada.member_id, house.ben.member_id])


@pytest.fixture
def paid_out(books: Books, sandbox: Sandbox) -> Books:
    """Two card payments, one of them refunded in part, and a fee of Stripe's own, in a payout at the bank."""
    session = pay_and_know_fee(books, sandbox)
    pay_and_know_fee(books, sandbox, member=1)
    sandbox.refund(session, amount=2_500)
    sandbox.adjust(-700, kind="stripe_fee", words="Radar")
    made = sandbox.pay_out()
    sandbox.itemise(made["id"])
    sandbox.arrive(made["id"])
    deliver(sandbox)
    return books


def part(books: Books) -> int:
    db.session.rollback()
    return db.session.scalars(
        select(ChapterPayout.id).where(ChapterPayout.chapter_id == books.chapter_id)
    ).one()


class TestThePayouts:
    def test_say_what_will_stand_here(self, tess: Client) -> None:
        assert "No payouts yet" in tess.get("/treasurer/payouts").main

    def test_are_listed_with_how_far_they_are(self, paid_out: Books, tess: Client) -> None:
        page = tess.get("/treasurer/payouts")
        assert "At the bank" in page.main
        assert "355.80" in page.main
        assert "1 line does not match the books" in page.main
        assert "Unexplained −$7.00" in page.main

    def test_come_fifty_a_page(self, house: House, tess: Client) -> None:
        for _ in range(51):
            rows.payout(house.tess.chapter_id)
        with selects() as sent:
            first = tess.get("/treasurer/payouts")
        assert len(sent) <= 8
        assert "Older" in first.links()

    def test_of_another_chapter_are_not_there(self, house: House, paid_out: Books, stranger: Client) -> None:
        assert "No payouts yet" in stranger.get("/treasurer/payouts").main
        stranger.get(f"/treasurer/payouts/{part(paid_out)}", status=404)
        line = db.session.scalars(select(PayoutLine.id).where(PayoutLine.kind == LineKind.FEE)).one()
        stranger.get(f"/treasurer/payouts/lines/{line}", status=404)


class TestAPayout:
    def test_adds_up_to_the_bank_line(self, paid_out: Books, tess: Client) -> None:
        page = tess.get(f"/treasurer/payouts/{part(paid_out)}")
        assert page.h1 == "Payout of $355.80"
        for words in (
            "Bank line $355.80",
            "Payments 2 400.00 −12.20 387.80",
            "Refunds 1 −25.00 0.00 −25.00",
            "Fees of Stripe's own 1 −7.00 0.00 −7.00",
            "The payout 355.80",
        ):
            assert words in page.main, words

    def test_leads_to_its_payments_and_is_found_from_them(
        self, house: House, paid_out: Books, tess: Client
    ) -> None:
        page = tess.get(f"/treasurer/payouts/{part(paid_out)}")
        payment = tess.get(page.links()["Ben Banneker"])
        assert "Paid out to the bank $193.90" in payment.main
        assert payment.links()["Paid out to the bank"] == f"/treasurer/payouts/{part(paid_out)}"

    def test_lists_what_does_not_match_alone(self, paid_out: Books, tess: Client) -> None:
        page = tess.get(f"/treasurer/payouts/{part(paid_out)}?only=open")
        assert "Nothing in your books stands behind it." in page.main
        assert "Ben Banneker" not in page.main

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"state": PayoutState.ON_ITS_WAY}, "Expected at the bank"),
            ({"state": PayoutState.FAILED, "failure": "The account is closed."}, "The account is closed."),
            ({"amount_minor": -1212}, "Stripe took this from the bank"),
            ({"amount_minor": 9999}, "The lines do not add up"),
        ],
    )
    def test_says_how_it_stands(self, house: House, tess: Client, facts: dict[str, Any], words: str) -> None:
        made, _ = rows.payout(house.tess.chapter_id, **facts)
        assert words in tess.get(f"/treasurer/payouts/{made}").main

    @pytest.mark.parametrize(
        ("state", "words"),
        [(LinesState.NEVER, "does not say what is in a payout"), (LinesState.AWAITED, "some hours after")],
    )
    def test_says_why_nothing_is_listed(
        self, books: Books, sandbox: Sandbox, tess: Client, state: LinesState, words: str
    ) -> None:
        pay_and_know_fee(books, sandbox)
        sandbox.pay_out_by_hand(500) if state is LinesState.NEVER else sandbox.pay_out()
        deliver(sandbox)
        assert words in tess.get(f"/treasurer/payouts/{part(books)}").main

    def test_that_is_shared_waits_to_be_confirmed(self, house: House, tess: Client) -> None:
        made, _ = rows.payout(house.tess.chapter_id, shared=True)
        page = tess.get(f"/treasurer/payouts/{made}")
        assert "Due from the operator" in page.main
        done = tess.follow(tess.submit(page, action="/confirm"))
        assert "It stands at the bank." in done.text
        assert "Confirm that it came" not in done.main


class TestALineThatNothingStandsBehind:
    def test_is_explained_by_an_officer(self, paid_out: Books, tess: Client) -> None:
        page = tess.get("/treasurer/payouts/lines")
        form = tess.get(page.links()["Explain , Radar"])
        assert tess.submit(form, {"category": ""}, status=422).errors()["category"]
        done = tess.follow(tess.submit(form, {"category": "processing_fees"}))
        assert "Explained as Stripe" in done.text
        assert "Everything matches" in tess.get("/treasurer/payouts/lines").main
        assert "Unexplained" not in tess.get("/treasurer/payouts").main

    def test_is_the_only_one_that_can_be(self, paid_out: Books, tess: Client) -> None:
        line = db.session.scalars(select(PayoutLine.id).where(PayoutLine.kind == LineKind.REFUND)).one()
        tess.get(f"/treasurer/payouts/lines/{line}", status=409)


class TestAMembersFigures:
    def test_do_not_change_with_a_payout(self, house: House, paid_out: Books, tess: Client) -> None:
        assert "$25.00" in tess.get(f"/treasurer/members/{house.ada.member_id}").main
        pay_cash(house.ben, 100)
        db.session.rollback()
        assert {one.state.value for one in db.session.scalars(select(Payment))} == {"succeeded"}
