"""Payouts in the books, from the event to the bank, in whichever order the news comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sandbox.engine.work import Json
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.domain.payments.payouts import LinesState, PayoutState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.providers import provider_on
from sigma_finance.models import ChapterPayout, JournalEntry, Member, OutboxMessage, PayoutLine, WebhookEvent
from sigma_finance.services.payments import payouts, reconciliation
from tests.books import Books, assert_books_hold, open_books
from tests.services.payments.paying import deliver, redeliver
from tests.services.payments.paying_out import NET, pay_and_know_fee, stands


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def kinds(books: Books) -> list[EntryKind]:
    """The kinds of the entries that payouts made, in their order."""
    return list(
        db.session.scalars(
            select(JournalEntry.kind)
            .where(JournalEntry.chapter_id == books.chapter_id, JournalEntry.chapter_payout_id.is_not(None))
            .order_by(JournalEntry.id)
        )
    )


def part_of(books: Books) -> ChapterPayout:
    db.session.rollback()
    return db.session.scalars(select(ChapterPayout).where(ChapterPayout.chapter_id == books.chapter_id)).one()


@pytest.fixture
def paid(books: Books, sandbox: Sandbox) -> Books:
    """Books of a chapter with one card payment of 200.00, its fee booked."""
    pay_and_know_fee(books, sandbox)
    return books


class TestAPayout:
    def test_is_in_transit_until_it_is_at_the_bank(self, paid: Books, sandbox: Sandbox) -> None:
        assert stands(paid) == {Account.CASH_STRIPE: NET}
        made = sandbox.pay_out()
        deliver(sandbox)
        assert stands(paid) == {Account.IN_TRANSIT: NET}
        sandbox.arrive(made["id"])
        deliver(sandbox)
        assert stands(paid) == {Account.CASH_BANK: NET}
        assert kinds(paid) == [EntryKind.PAYOUT, EntryKind.PAYOUT_ARRIVED]
        assert_books_hold(paid)

    def test_that_came_back_is_at_the_provider_again(self, paid: Books, sandbox: Sandbox) -> None:
        made = sandbox.pay_out()
        sandbox.arrive(made["id"])
        deliver(sandbox)
        sandbox.fail_payout(made["id"])
        deliver(sandbox)
        assert stands(paid) == {Account.CASH_STRIPE: NET}
        assert "closed" in part_of(paid).failure
        again = sandbox.pay_out()
        sandbox.itemise(again["id"])
        sandbox.arrive(again["id"])
        deliver(sandbox)
        assert stands(paid) == {Account.CASH_BANK: NET}
        db.session.rollback()
        assert set(db.session.scalars(select(PayoutLine.problem))) == {None}

    def test_that_came_back_is_told_to_who_keeps_the_books_once(self, paid: Books, sandbox: Sandbox) -> None:
        db.session.get_one(Member, paid.members[1]).role = Role.TREASURER
        db.session.commit()
        made = sandbox.pay_out()
        sandbox.fail_payout(made["id"])
        deliver(sandbox)
        reconciliation.reconcile()
        db.session.rollback()
        [told] = db.session.scalars(
            select(OutboxMessage.context).where(OutboxMessage.kind == "payout_failed")
        )
        assert (told["amount"], "closed" in told["problem"]) == ("$193.90", True)
        assert told["review_url"].endswith(f"/treasurer/payouts/{part_of(paid).id}")

    @pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1)])
    def test_ends_the_same_in_every_order_and_told_twice(
        self, paid: Books, sandbox: Sandbox, order: tuple[int, ...]
    ) -> None:
        made = sandbox.pay_out()
        sandbox.itemise(made["id"])
        sandbox.arrive(made["id"])
        told = sandbox.take_events()
        assert len(told) == 4
        for _ in range(2):
            assert {redeliver(sandbox, told[place]["id"]) for place in order} == {EventState.APPLIED}
        assert stands(paid) == {Account.CASH_BANK: NET}
        assert kinds(paid) == [EntryKind.PAYOUT, EntryKind.PAYOUT_ARRIVED]
        assert part_of(paid).lines_state is LinesState.READ

    def test_does_not_go_back_for_older_news(self, paid: Books, sandbox: Sandbox) -> None:
        made = sandbox.pay_out()
        before = provider_on("").get_payout(payout_id=made["id"])
        sandbox.arrive(made["id"])
        deliver(sandbox)
        payouts.book_payout(payout=before)
        assert part_of(paid).state is PayoutState.PAID
        assert stands(paid) == {Account.CASH_BANK: NET}

    def test_by_hand_is_posted_whole(self, paid: Books, sandbox: Sandbox) -> None:
        made = sandbox.pay_out_by_hand(5_000)
        deliver(sandbox)
        assert stands(paid) == {Account.CASH_STRIPE: NET - 5_000, Account.IN_TRANSIT: 5_000}
        assert (part_of(paid).automatic, part_of(paid).lines_state) == (False, LinesState.NEVER)
        sandbox.cancel_payout(made["id"])
        deliver(sandbox)
        assert stands(paid) == {Account.CASH_STRIPE: NET}
        assert part_of(paid).state is PayoutState.CANCELLED

    def test_below_zero_takes_from_the_bank(self, paid: Books, sandbox: Sandbox) -> None:
        sandbox.arrive(sandbox.pay_out()["id"])
        sandbox.refund(sandbox.sessions()[0]["id"], amount=3_000)
        sandbox.arrive(sandbox.pay_out()["id"])
        deliver(sandbox)
        assert stands(paid) == {Account.CASH_BANK: NET - 3_000}
        assert sandbox.balance() == 0
        assert_books_hold(paid)

    def test_in_a_currency_that_nobody_keeps_books_in_is_nothing_to_us(
        self, paid: Books, sandbox: Sandbox
    ) -> None:
        sandbox.adjust(900, currency="eur")
        sandbox.pay_out(currency="eur")
        assert deliver(sandbox) == [EventState.IGNORED]
        assert stands(paid) == {Account.CASH_STRIPE: NET}
        db.session.rollback()
        outcome = db.session.scalars(
            select(WebhookEvent.outcome).where(WebhookEvent.type == "payout.created")
        ).one()
        assert outcome == "No chapter keeps its books in EUR."

    def test_of_one_currency_is_of_the_chapter_that_keeps_it(self, paid: Books, sandbox: Sandbox) -> None:
        euros = open_books(currency="EUR")
        sandbox.adjust(900, currency="eur")
        sandbox.arrive(sandbox.pay_out(currency="eur")["id"])
        deliver(sandbox)
        assert stands(euros)[Account.CASH_BANK] == 900
        assert stands(paid) == {Account.CASH_STRIPE: NET}

    @pytest.mark.parametrize("act", ["pay_out", "arrive", "fail"])
    def test_that_no_event_told_of_is_found_by_the_reconciliation(
        self, paid: Books, sandbox: Sandbox, act: str
    ) -> None:
        made = sandbox.pay_out()
        sandbox.itemise(made["id"])
        acts: dict[str, Callable[[str], Json]] = {"arrive": sandbox.arrive, "fail": sandbox.fail_payout}
        acts.get(act, sandbox.itemise)(made["id"])
        sandbox.take_events()
        result = reconciliation.reconcile()
        assert result.problems == []
        places = {"pay_out": Account.IN_TRANSIT, "arrive": Account.CASH_BANK, "fail": Account.CASH_STRIPE}
        assert stands(paid) == {places[act]: NET}
        assert part_of(paid).lines_state is LinesState.READ
        assert not reconciliation.reconcile().changed
