"""What is in a payout, held against the books."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account, Explanation
from sigma_finance.domain.payments.payouts import LineKind, LineProblem, LinesState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.providers import provider_on
from sigma_finance.models import AccountPayout, ChapterPayout, PayoutLine
from sigma_finance.services.payments import payout_decisions, payout_lines, payouts, reconciliation
from tests.books import Books, assert_books_hold, charge, open_books
from tests.services.payments.paying import deliver, pay_by_card, press_pay, redeliver
from tests.services.payments.paying_out import NET, pay_and_know_fee, stands


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def pay_out(sandbox: Sandbox) -> str:
    """A payout that is itemised and at the bank, told of; returns its id."""
    made = sandbox.pay_out()
    sandbox.itemise(made["id"])
    sandbox.arrive(made["id"])
    deliver(sandbox)
    made_id: str = made["id"]
    return made_id


def lines(books: Books | None = None) -> list[tuple[LineKind, int, LineProblem | None]]:
    db.session.rollback()
    wanted = select(PayoutLine).order_by(PayoutLine.kind, PayoutLine.net_minor)
    if books is not None:
        wanted = wanted.where(PayoutLine.chapter_id == books.chapter_id)
    return [(line.kind, line.net_minor, line.problem) for line in db.session.scalars(wanted)]


class TestTheLines:
    def test_explain_the_payout_to_the_cent_and_post_nothing(self, books: Books, sandbox: Sandbox) -> None:
        sessions = [pay_and_know_fee(books, sandbox, member=member) for member in (0, 1)]
        sandbox.refund(sessions[0], amount=2_500)
        sandbox.dispute(sessions[1])
        deliver(sandbox)
        pay_out(sandbox)
        assert lines() == [
            (LineKind.DISPUTE, -21_500, None),
            (LineKind.PAYMENT, NET, None),
            (LineKind.PAYMENT, NET, None),
            (LineKind.REFUND, -2_500, None),
        ]
        assert stands(books) == {Account.CASH_BANK: sum(net for _, net, _ in lines())}
        assert_books_hold(books)

    def test_name_their_payments(self, books: Books, sandbox: Sandbox) -> None:
        session = pay_and_know_fee(books, sandbox)
        sandbox.refund(session, amount=100)
        deliver(sandbox)
        pay_out(sandbox)
        db.session.rollback()
        assert len(set(db.session.scalars(select(PayoutLine.payment_id)))) == 1

    def test_are_read_page_by_page_and_on_from_where_reading_stopped(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        pay_and_know_fee(books, sandbox)
        for number in range(210):
            sandbox.adjust(100, words=f"Adjustment {number}")
        made = sandbox.pay_out()
        sandbox.itemise(made["id"])
        payouts.book_payout(payout=provider_on("").get_payout(payout_id=made["id"]))
        row_id = db.session.scalars(select(AccountPayout.id)).one()
        assert not payout_lines.read(account_payout_id=row_id, seconds=0)
        assert lines() == []
        first = provider_on("").get_payout_lines(payout_id=made["id"], after=None)
        for _ in range(2):
            payout_lines.keep(account_payout_id=row_id, cursor=None, lines=first.lines, after=first.after)
        assert len(lines()) == 99
        assert payout_lines.read(account_payout_id=row_id)
        assert len(lines()) == 211
        assert stands(books) == {Account.IN_TRANSIT: NET + 21_000, Account.UNEXPLAINED: -21_000}

    def test_are_read_by_the_reconciliation_where_the_provider_was_away(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        from sandbox.engine.faults import Fault

        pay_and_know_fee(books, sandbox)
        made = sandbox.pay_out()
        sandbox.itemise(made["id"])
        sandbox.fault(Fault(method="GET", path="/stripe/v1/balance_transactions", kind="status", times=9))
        deliver(sandbox)
        db.session.rollback()
        assert db.session.scalars(select(AccountPayout.lines_state)).one() is LinesState.READING
        sandbox.clear_faults()
        reconciliation.reconcile()
        assert lines() == [(LineKind.PAYMENT, NET, None)]


class TestALineThatNothingStandsBehind:
    def test_stands_on_unexplained_until_an_officer_says_what_it_was(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        pay_and_know_fee(books, sandbox)
        sandbox.adjust(-700, kind="stripe_fee", words="Radar")
        pay_out(sandbox)
        assert stands(books) == {Account.CASH_BANK: NET - 700, Account.UNEXPLAINED: 700}
        line = db.session.scalars(select(PayoutLine).where(PayoutLine.kind == LineKind.FEE)).one()
        for category in (Explanation.INCOME, Explanation.STRIPE_FEES, Explanation.STRIPE_FEES):
            payout_decisions.explain(
                chapter_id=books.chapter_id, line_id=line.id, category=category, by=OPERATOR
            )
        assert stands(books) == {Account.CASH_BANK: NET - 700}
        assert_books_hold(books)

    def test_that_comes_to_nothing_posts_nothing(self, books: Books, sandbox: Sandbox) -> None:
        pay_and_know_fee(books, sandbox)
        sandbox.adjust(0)
        pay_out(sandbox)
        assert stands(books) == {Account.CASH_BANK: NET}


class TestALineThatCameBeforeWhatItIsAbout:
    def test_is_matched_once_that_is_booked(self, books: Books, sandbox: Sandbox) -> None:
        charge(books, books.members[0])
        session_id = press_pay(books).stripe_session_id or ""
        sandbox.pay(session_id)
        sandbox.hasten()
        earlier = sandbox.take_events()
        pay_out(sandbox)
        assert lines() == [(LineKind.PAYMENT, NET, LineProblem.NOT_BOOKED_YET)]
        assert stands(books) == {Account.CASH_BANK: NET, Account.CASH_STRIPE: -NET}
        for event in reversed(earlier):
            redeliver(sandbox, event["id"])
        reconciliation.reconcile()
        assert lines() == [(LineKind.PAYMENT, NET, None)]
        assert stands(books) == {Account.CASH_BANK: NET}
        assert_books_hold(books)

    @pytest.mark.parametrize("explained", [False, True])
    def test_is_taken_off_unexplained_again(self, books: Books, sandbox: Sandbox, explained: bool) -> None:
        session_id = pay_and_know_fee(books, sandbox)
        refund = sandbox.refund(session_id, amount=2_500)
        late = sandbox.take_events()
        with sandbox.bench.changing() as work:
            work.save({**refund, "payment_intent": None})
        pay_out(sandbox)
        assert (LineKind.REFUND, -2_500, LineProblem.NOTHING_BEHIND) in lines()
        assert stands(books) == {Account.CASH_BANK: NET - 2_500, Account.UNEXPLAINED: 2_500}
        line = db.session.scalars(select(PayoutLine).where(PayoutLine.kind == LineKind.REFUND)).one()
        if explained:
            payout_decisions.explain(
                chapter_id=books.chapter_id, line_id=line.id, category=Explanation.LOSS, by=OPERATOR
            )
        with sandbox.bench.changing() as work:
            work.save(refund)
        for event in late:
            redeliver(sandbox, event["id"])
        reconciliation.reconcile()
        assert stands(books) == {Account.CASH_BANK: NET - 2_500}
        assert (LineKind.REFUND, -2_500, None) in lines()
        assert_books_hold(books)

    def test_waits_for_its_fee(self, books: Books, sandbox: Sandbox) -> None:
        charge(books, books.members[0])
        pay_by_card(books, sandbox)
        sandbox.hasten()
        [fee] = [event for event in sandbox.take_events() if event["type"] == "charge.updated"]
        pay_out(sandbox)
        assert lines() == [(LineKind.PAYMENT, NET, LineProblem.OTHER_FEE)]
        redeliver(sandbox, fee["id"])
        assert payout_lines.look_again() == 1
        assert payout_lines.look_again() == 0
        assert stands(books) == {Account.CASH_BANK: NET}

    def test_waits_for_the_payout_that_came_back(self, books: Books, sandbox: Sandbox) -> None:
        pay_and_know_fee(books, sandbox)
        first = sandbox.pay_out()
        sandbox.fail_payout(first["id"])
        lost = sandbox.take_events()
        pay_out(sandbox)
        assert lines() == [(LineKind.PAYOUT, NET, LineProblem.NOT_BOOKED_YET)]
        for event in lost:
            redeliver(sandbox, event["id"])
        reconciliation.reconcile()
        assert (LineKind.PAYOUT, NET, None) in lines()
        assert stands(books) == {Account.CASH_BANK: NET}


class TestASharedAccount:
    @pytest.fixture
    def others(self, books: Books) -> Books:
        return open_books()

    @pytest.fixture
    def both_paid(self, books: Books, others: Books, sandbox: Sandbox) -> tuple[Books, Books]:
        pay_and_know_fee(books, sandbox)
        for member in (0, 1):
            pay_and_know_fee(others, sandbox, member=member)
        return books, others

    def test_owes_each_chapter_its_part_until_its_treasurer_has_it(
        self, both_paid: tuple[Books, Books], sandbox: Sandbox
    ) -> None:
        books, others = both_paid
        made = sandbox.pay_out()
        deliver(sandbox)
        assert stands(books) == {Account.CASH_STRIPE: NET}
        sandbox.itemise(made["id"])
        sandbox.arrive(made["id"])
        deliver(sandbox)
        assert stands(books) == {Account.DUE_FROM_OPERATOR: NET}
        assert stands(others) == {Account.DUE_FROM_OPERATOR: 2 * NET}
        confirm(books)
        assert stands(books) == {Account.CASH_BANK: NET}
        assert stands(others) == {Account.DUE_FROM_OPERATOR: 2 * NET}

    def test_gives_a_payout_that_came_back_to_whom_it_was_taken_from(
        self, both_paid: tuple[Books, Books], sandbox: Sandbox
    ) -> None:
        books, others = both_paid
        first = pay_out(sandbox)
        confirm(books)
        sandbox.fail_payout(first)
        deliver(sandbox)
        assert stands(books) == {
            Account.CASH_STRIPE: NET,
            Account.CASH_BANK: NET,
            Account.DUE_FROM_OPERATOR: -NET,
        }
        assert stands(others) == {Account.CASH_STRIPE: 2 * NET}
        pay_out(sandbox)
        assert stands(others) == {Account.DUE_FROM_OPERATOR: 2 * NET}
        assert stands(books) == {Account.CASH_BANK: NET}

    def test_leaves_to_the_operator_whose_a_line_is(
        self, both_paid: tuple[Books, Books], sandbox: Sandbox
    ) -> None:
        books, others = both_paid
        sandbox.adjust(-300, words="Radar")
        pay_out(sandbox)
        result = reconciliation.reconcile()
        [line] = db.session.scalars(select(PayoutLine).where(PayoutLine.chapter_id.is_(None)))
        assert result.problems == [
            f"payout line {line.id}: It is no chapter's. Say whose with flask payouts give."
        ]
        payout_decisions.give(line_id=line.id, chapter_id=books.chapter_id)
        assert stands(books) == {Account.DUE_FROM_OPERATOR: NET - 300, Account.UNEXPLAINED: 300}
        assert stands(others) == {Account.DUE_FROM_OPERATOR: 2 * NET}
        assert reconciliation.reconcile().problems == []

    def test_finds_whose_a_line_is_once_its_payment_is_booked(
        self, both_paid: tuple[Books, Books], sandbox: Sandbox
    ) -> None:
        books, others = both_paid
        charge(books, books.members[1])
        session_id = press_pay(books, member=1).stripe_session_id or ""
        sandbox.pay(session_id)
        sandbox.refund(session_id, amount=2_500)
        late = sandbox.take_events()
        pay_out(sandbox)
        assert (LineKind.REFUND, -2_500, LineProblem.NOTHING_BEHIND) in lines()
        assert (LineKind.REFUND, -2_500, LineProblem.NOTHING_BEHIND) not in lines(books)
        for event in late:
            redeliver(sandbox, event["id"])
        assert reconciliation.reconcile().problems == []
        assert (LineKind.REFUND, -2_500, None) in lines(books)
        assert stands(books) == {Account.DUE_FROM_OPERATOR: 2 * NET - 2_500}
        assert stands(others) == {Account.DUE_FROM_OPERATOR: 2 * NET}

    def test_leaves_to_the_operator_whose_a_payout_by_hand_is(
        self, both_paid: tuple[Books, Books], sandbox: Sandbox
    ) -> None:
        books, others = both_paid
        made = sandbox.pay_out_by_hand(1_000)
        sandbox.arrive(made["id"])
        deliver(sandbox)
        assert stands(others) == {Account.CASH_STRIPE: 2 * NET}
        line = db.session.scalars(select(PayoutLine)).one()
        payout_decisions.give(line_id=line.id, chapter_id=others.chapter_id)
        due = {Account.CASH_STRIPE: 2 * NET - 1_000, Account.DUE_FROM_OPERATOR: 1_000}
        assert stands(others) == due
        pay_out(sandbox)
        assert stands(others) == {Account.DUE_FROM_OPERATOR: 2 * NET}
        assert stands(books) == {Account.DUE_FROM_OPERATOR: NET}

    def test_is_found_where_a_chapters_payout_holds_money_of_another(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        pay_and_know_fee(books, sandbox)
        others = open_books()
        charge(others, others.members[0])
        session_id = press_pay(others).stripe_session_id or ""
        sandbox.pay(session_id)
        sandbox.hasten()
        late = sandbox.take_events()
        made = sandbox.pay_out()
        deliver(sandbox)
        assert stands(books) == {Account.CASH_STRIPE: -NET, Account.IN_TRANSIT: 2 * NET}
        for event in late:
            redeliver(sandbox, event["id"])
        sandbox.itemise(made["id"])
        sandbox.arrive(made["id"])
        deliver(sandbox)
        assert stands(books) == {Account.DUE_FROM_OPERATOR: NET}
        assert stands(others) == {Account.DUE_FROM_OPERATOR: NET}


def confirm(books: Books) -> None:
    """The treasurer says that the chapter's part has come."""
    db.session.rollback()
    part = db.session.scalars(
        select(ChapterPayout.id)
        .where(ChapterPayout.chapter_id == books.chapter_id)
        .order_by(ChapterPayout.id.desc())
    ).first()
    payout_decisions.confirm(chapter_id=books.chapter_id, payout_id=part or 0, by=OPERATOR)
