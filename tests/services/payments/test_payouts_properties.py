"""Whatever happens at the provider, and in whichever order it is told, the books hold what it holds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from sandbox import Sandbox
from sandbox.stripe.errors import StripeRefusal
from sigma_finance.domain.books.accounts import Account
from sigma_finance.extensions import db
from sigma_finance.models import ChapterPayout, PayoutLine, Posting
from sigma_finance.queries.books.verify import CHECKS, find
from sigma_finance.services.payments import payout_decisions, reconciliation
from tests.books import Books, assert_books_hold, charge, open_books
from tests.services.payments.paying import press_pay, redeliver

Act = Callable[[Sandbox, Books], object]


def pay(sandbox: Sandbox, books: Books) -> None:
    charge(books, books.members[0])
    sandbox.pay(press_pay(books).stripe_session_id or "")


def newest(sandbox: Sandbox, kind: str) -> str:
    """The last object of a kind; an id of nothing where there is none."""
    found = sandbox.every(kind)
    made: str = found[0]["id"] if found else "none"
    return made


ACTS: dict[str, Act] = {
    "pay": pay,
    "refund": lambda sandbox, _: sandbox.refund(newest(sandbox, "checkout.session"), amount=2_500),
    "fail refund": lambda sandbox, _: sandbox.fail_refund(newest(sandbox, "refund")),
    "dispute": lambda sandbox, _: sandbox.dispute(newest(sandbox, "checkout.session")),
    "win": lambda sandbox, _: sandbox.win(newest(sandbox, "dispute")),
    "lose": lambda sandbox, _: sandbox.lose(newest(sandbox, "dispute")),
    "adjust": lambda sandbox, _: sandbox.adjust(-700),
    "pay out": lambda sandbox, _: sandbox.pay_out(),
    "pay out by hand": lambda sandbox, _: sandbox.pay_out_by_hand(1_000),
    "itemise": lambda sandbox, _: sandbox.itemise(newest(sandbox, "payout")),
    "arrive": lambda sandbox, _: sandbox.arrive(newest(sandbox, "payout")),
    "fail payout": lambda sandbox, _: sandbox.fail_payout(newest(sandbox, "payout")),
    "cancel payout": lambda sandbox, _: sandbox.cancel_payout(newest(sandbox, "payout")),
}


def play(sandbox: Sandbox, books: Books, act: str) -> None:
    """Play an act where it fits."""
    db.session.rollback()
    try:
        ACTS[act](sandbox, books)
    except StripeRefusal:
        db.session.rollback()


def tell(sandbox: Sandbox, chance: Random) -> None:
    """Tell of what happened in any order, some of it twice and some of it never."""
    told = sandbox.take_events()
    for event in chance.sample(told, len(told)):
        for _ in range(chance.choice((0, 1, 1, 2))):
            redeliver(sandbox, event["id"])


def settle(sandbox: Sandbox, books: Books) -> None:
    """Catch up with the provider, once everything it holds has been paid out."""
    sandbox.hasten()
    play(sandbox, books, "pay out")
    for payout in sandbox.every("payout"):
        sandbox.itemise(payout["id"])
    for event in sandbox.take_events():
        redeliver(sandbox, event["id"])
    reconciliation.reconcile()
    db.session.rollback()
    for line in db.session.scalars(select(PayoutLine.id).where(PayoutLine.chapter_id.is_(None))).all():
        payout_decisions.give(line_id=line, chapter_id=books.chapter_id)
    reconciliation.reconcile()


def total(*accounts: Account) -> int:
    """What stands on these accounts of all chapters."""
    db.session.rollback()
    found = db.session.scalar(select(func.sum(Posting.amount_minor)).where(Posting.account.in_(accounts)))
    return int(found or 0)


class TestAnyMixOfPaymentsRefundsDisputesAndPayouts:
    @given(acts=st.lists(st.sampled_from(sorted(ACTS)), min_size=3, max_size=10), seed=st.integers(0, 2**32))
    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    def test_leaves_the_books_with_what_the_provider_holds(
        self, sqlite_app: Flask, sandbox: Sandbox, acts: list[str], seed: int
    ) -> None:
        # What is told at which step is up to the provider's clock, so that chance may not be drawn event by event.
        books, chance = open_books(), Random(seed)
        for act in ["pay", *acts]:
            play(sandbox, books, act)
            tell(sandbox, chance)
        settle(sandbox, books)
        assert total(*Account) == 0
        shared = db.session.scalar(select(func.count()).where(ChapterPayout.shared)) or 0
        moving = sum(
            one["amount"] for one in sandbox.every("payout") if one["status"] in ("pending", "in_transit")
        )
        held = total(Account.CASH_STRIPE, Account.IN_TRANSIT)
        assert held == sandbox.balance() + moving, shared
        assert_books_hold(books)
        assert {check.name: find(check, chapter_id=books.chapter_id) for check in CHECKS} == {
            check.name: [] for check in CHECKS
        }
