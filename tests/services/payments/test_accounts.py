"""On whose account a chapter is paid, and that one account's news never reaches another chapter."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import Conflict, Unavailable
from sigma_finance.domain.payments.accounts import AccountState
from sigma_finance.domain.payments.autopay import AutopayEndReason, MandateState
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.domain.payments.payments import DisputeState, PaymentState, RefundState
from sigma_finance.domain.payments.refunds import StillOwed
from sigma_finance.domain.payments.requests import NewRefund
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.providers import provider_on
from sigma_finance.gateways.payments.types import CheckoutRequest, OwnAccount
from sigma_finance.models import AutopayMandate, Chapter, Dispute, Payment, Refund, WebhookEvent
from sigma_finance.services.payments import (
    accounts,
    autopay_charges,
    autopay_setup,
    holdings,
    own_accounts,
    reconciliation,
    refunding,
    verdicts,
)
from tests.books import Books, assert_books_hold, charge, member_of, open_books
from tests.services.payments.autopay_member import AutopayMember
from tests.services.payments.owning import connected, newest, paid_on_its_own
from tests.services.payments.paying import deliver, press_pay
from tests.services.payments.paying_out import NET, pay_and_know_fee, stands


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


@pytest.fixture
def account(books: Books, sandbox: Sandbox) -> str:
    return paid_on_its_own(books, sandbox)


def stop(books: Books) -> None:
    own_accounts.stop(chapter_id=books.chapter_id, account_id=newest(books.chapter_id).id, by=OPERATOR)


def payment_of(session_id: str) -> Payment:
    db.session.rollback()
    return db.session.scalars(select(Payment).where(Payment.stripe_session_id == session_id)).one()


def outcomes() -> list[tuple[EventState, str]]:
    db.session.rollback()
    return [
        (one.state, one.outcome) for one in db.session.scalars(select(WebhookEvent).order_by(WebhookEvent.id))
    ]


class TestAPaymentOnTheChaptersOwnAccount:
    def test_is_made_and_booked_there_and_nowhere_else(
        self, books: Books, sandbox: Sandbox, account: str
    ) -> None:
        session = pay_and_know_fee(books, sandbox)
        assert payment_of(session).stripe_account == account
        assert payment_of(session).state is PaymentState.SUCCEEDED
        assert (sandbox.balance(account=account), sandbox.balance()) == (NET, 0)
        assert stands(books) == {Account.CASH_STRIPE: NET}
        assert holdings.differences() == []
        assert_books_hold(books)

    def test_stays_there_with_its_refund_and_its_dispute(
        self, books: Books, sandbox: Sandbox, account: str
    ) -> None:
        first, second = (pay_and_know_fee(books, sandbox, member=number) for number in (0, 1))
        stop(books)
        request = NewRefund(
            chapter_id=books.chapter_id,
            payment_id=payment_of(first).id,
            amount_minor=5_000,
            owed=StillOwed.YES,
            reason="Paid twice",
            form_key="k",
        )
        refunding.refund(request=request, by=OPERATOR)
        sandbox.dispute(second)
        sandbox.hasten()
        deliver(sandbox)
        db.session.rollback()
        assert db.session.scalars(select(Refund.state)).all() == [RefundState.SUCCEEDED]
        assert db.session.scalars(select(Dispute.state)).all() == [DisputeState.OPEN]
        assert sandbox.balance() == 0
        assert holdings.differences() == []
        assert_books_hold(books)

    def test_goes_to_the_chapters_bank_with_the_accounts_own_payout(
        self, books: Books, sandbox: Sandbox, account: str
    ) -> None:
        other = open_books()
        pay_and_know_fee(books, sandbox)
        pay_and_know_fee(other, sandbox)
        made = sandbox.pay_out(account=account)
        sandbox.itemise(made["id"])
        sandbox.arrive(made["id"])
        deliver(sandbox)
        assert stands(books) == {Account.CASH_BANK: NET}
        assert stands(other) == {Account.CASH_STRIPE: NET}
        assert holdings.differences() == []

    def test_is_caught_up_with_where_no_event_came(
        self, books: Books, sandbox: Sandbox, account: str
    ) -> None:
        charge(books, books.members[0])
        session = press_pay(books).stripe_session_id or ""
        sandbox.pay(session)
        sandbox.hasten()
        sandbox.take_events()
        result = reconciliation.reconcile()
        assert result.problems == []
        assert payment_of(session).state is PaymentState.SUCCEEDED
        assert reconciliation.reconcile().applied == 0

    def test_is_named_where_its_account_cannot_be_asked(
        self, books: Books, sandbox: Sandbox, account: str
    ) -> None:
        pay_and_know_fee(books, sandbox)
        other = open_books()
        charge(other, other.members[0])
        session = press_pay(other).stripe_session_id or ""
        sandbox.pay(session)
        sandbox.deauthorize(account)  # and the event of it is lost
        sandbox.take_events()
        result = reconciliation.reconcile()
        assert any(account in problem for problem in result.problems)
        assert payment_of(session).state is PaymentState.SUCCEEDED

    def test_begun_on_another_account_is_not_paid_twice(self, books: Books, sandbox: Sandbox) -> None:
        charge(books, books.members[0])
        before = press_pay(books)
        paid_on_its_own(books, sandbox)
        after = press_pay(books)
        assert after.reference != before.reference
        assert sandbox.session(before.stripe_session_id or "")["status"] == "expired"
        assert sandbox.session(after.stripe_session_id or "")["status"] == "open"

    def test_of_several_accounts_leaves_each_with_what_the_books_say(
        self, books: Books, sandbox: Sandbox, account: str
    ) -> None:
        second = open_books()
        other = paid_on_its_own(second, sandbox)
        third = open_books()
        for one, amount in ((books, 1), (second, 2), (third, 1)):
            for member in range(amount):
                pay_and_know_fee(one, sandbox, member=member)
        sandbox.refund(sandbox.sessions()[0]["id"], amount=1_000)
        sandbox.adjust(-700, account=other)
        deliver(sandbox)
        sandbox.pay_out(account=account)
        deliver(sandbox)
        found = holdings.differences()
        assert [(one.chapter, int(one.found) - int(one.expected)) for one in found] == [
            (f"Stripe account {other}", 700)
        ]


class TestNewsOfAnAccount:
    """Whoever owns a connected account can make anything there, but for the chapter of that account alone."""

    def forge(self, sandbox: Sandbox, account: str, *, reference: str, slug: str, member_id: int) -> None:
        request = CheckoutRequest(
            payment_ref=reference,
            chapter_slug=slug,
            member_id=member_id,
            description="Dues",
            amount_minor=20_000,
            currency="USD",
            customer_email=None,
            statement_suffix="DUES",
            success_url="https://example.org/{CHECKOUT_SESSION_ID}",
            cancel_url="https://example.org",
        )
        made = provider_on(account).create_checkout_session(request=request, idempotency_key=f"{reference}-x")
        sandbox.pay(made.id)
        sandbox.hasten()
        deliver(sandbox)

    def test_pays_no_payment_of_another_chapter(self, books: Books, sandbox: Sandbox, account: str) -> None:
        victim = open_books()
        charge(victim, victim.members[0])
        theirs = press_pay(victim)
        self.forge(
            sandbox, account, reference=theirs.reference, slug=victim.slug, member_id=victim.members[0]
        )
        db.session.rollback()
        assert db.session.get_one(Payment, theirs.id).state is PaymentState.PENDING
        assert member_of(victim.members[0]).balance_minor == 20_000
        assert stands(victim) == {}
        assert any("another Stripe account" in said for _, said in outcomes())

    def test_brings_no_payment_into_another_chapter(
        self, books: Books, sandbox: Sandbox, account: str
    ) -> None:
        victim = open_books()
        self.forge(sandbox, account, reference="P-NOBODY", slug=victim.slug, member_id=victim.members[0])
        assert stands(victim) == {}
        assert any("not the chapter's" in said for _, said in outcomes())

    def test_of_a_refund_or_fee_finds_no_payment_of_another_account(
        self, books: Books, sandbox: Sandbox, account: str
    ) -> None:
        session = pay_and_know_fee(books, sandbox)
        made = payment_of(session)
        made.stripe_account = "acct_1Somewhere"
        db.session.commit()
        sandbox.refund(session)
        assert EventState.APPLIED not in deliver(sandbox)
        assert db.session.scalars(select(Refund)).all() == []

    def test_that_no_chapter_has_is_put_aside_without_asking(
        self, books: Books, sandbox: Sandbox, account: str
    ) -> None:
        pay_and_know_fee(books, sandbox)
        known = newest(books.chapter_id)
        known.account = "acct_1Elsewhere"
        db.session.commit()
        asked = len(sandbox.requests())
        sandbox.refund(sandbox.sessions()[0]["id"])
        assert set(deliver(sandbox)) == {EventState.IGNORED}
        assert len(sandbox.requests()) == asked
        assert "no chapter has connected" in outcomes()[-1][1]

    def test_of_a_setup_turns_no_autopay_of_another_account_on(
        self, books: Books, sandbox: Sandbox, account: str
    ) -> None:
        whose = {"chapter_id": books.chapter_id, "member_id": books.members[0]}
        url = autopay_setup.begin_setup(**whose, by=OPERATOR)
        mandate = db.session.scalars(select(AutopayMandate)).one()
        assert mandate.stripe_account == account
        mandate.stripe_account = ""
        db.session.commit()
        sandbox.save(url.rpartition("/")[2])
        assert EventState.APPLIED not in deliver(sandbox)
        db.session.rollback()
        assert db.session.scalars(select(AutopayMandate.state)).one() is MandateState.STARTED


class TestHowAnAccountStands:
    def test_is_told_by_stripe_and_to_the_officers(self, books: Books, sandbox: Sandbox) -> None:
        account = connected(books.chapter_id, sandbox, finished=False)
        sandbox.take_events()
        assert newest(books.chapter_id).state is AccountState.SETTING_UP
        assert newest(books.chapter_id).wants[0].startswith("A web address")
        sandbox.finish_account(account)
        assert deliver(sandbox) == [EventState.APPLIED]
        known = newest(books.chapter_id)
        assert (known.state, known.wants, known.payouts) == (AccountState.READY, [], True)
        assert db.session.get_one(Chapter, books.chapter_id).stripe_account == ""

    def test_stops_payments_in_a_sentence_while_stripe_takes_none(
        self, books: Books, sandbox: Sandbox, account: str
    ) -> None:
        charge(books, books.members[0])
        sandbox.restrict_account(account)
        deliver(sandbox)
        assert newest(books.chapter_id).state is AccountState.RESTRICTED
        with pytest.raises(Unavailable, match="Nothing was charged"):
            press_pay(books)

    def test_ends_with_the_connection(self, books: Books, sandbox: Sandbox, account: str) -> None:
        pay_and_know_fee(books, sandbox)
        sandbox.deauthorize(account)
        assert deliver(sandbox) == [EventState.APPLIED]
        known = newest(books.chapter_id)
        assert known.state is AccountState.GONE
        assert known.gone_at is not None
        assert db.session.get_one(Chapter, books.chapter_id).stripe_account == ""
        assert holdings.differences() == []
        told = OwnAccount(account, "Late news", submitted=True, charges=True, payouts=True)
        accounts.bring(found=told)
        assert accounts.let_go(account=account).verdict is verdicts.Verdict.APPLIED
        assert newest(books.chapter_id).state is AccountState.GONE

    def test_is_nothing_of_ours_where_no_chapter_has_it(self, books: Books) -> None:
        told = OwnAccount("acct_1Other", "Other", submitted=True, charges=True, payouts=True)
        assert accounts.bring(found=told) is verdicts.NOT_OURS
        assert accounts.let_go(account="acct_1Other") is verdicts.NOT_OURS

    def test_of_the_deployments_own_account_changes_nothing(self, books: Books, sandbox: Sandbox) -> None:
        with sandbox.bench.changing(account="") as work:
            work.emit("account.updated", {"id": "acct_1", "object": "account"})
        assert deliver(sandbox) == [EventState.IGNORED]


class TestTheDeploymentsAccount:
    @pytest.mark.parametrize("listed", [[], ["other"]])
    def test_serves_the_chapters_that_the_operator_lists(
        self, books: Books, sandbox: Sandbox, any_app: Flask, monkeypatch: Any, listed: list[str]
    ) -> None:
        charge(books, books.members[0])
        monkeypatch.setitem(any_app.config, "STRIPE_CHAPTERS", listed)
        if not listed:
            assert press_pay(books).stripe_account == ""
            return
        with pytest.raises(Conflict, match="no payments by card"):
            press_pay(books)
        monkeypatch.setitem(any_app.config, "STRIPE_CHAPTERS", [books.slug])
        assert press_pay(books).stripe_account == ""

    def test_is_asked_first_and_chapters_own_after_it(
        self, books: Books, sandbox: Sandbox, account: str
    ) -> None:
        assert accounts.in_use() == ["", account]
        assert accounts.are_any()


class TestAutopay:
    def test_ends_with_the_account_and_its_members_are_told(
        self, term: AutopayMember, sandbox: Sandbox
    ) -> None:
        term.turn_on()
        autopay_setup.begin_setup(
            chapter_id=term.books.chapter_id, member_id=term.books.members[1], by=OPERATOR
        )
        paid_on_its_own(term.books, sandbox)
        db.session.rollback()
        ended = db.session.execute(
            select(AutopayMandate.state, AutopayMandate.ending).where(
                AutopayMandate.chapter_id == term.books.chapter_id
            )
        ).all()
        assert [tuple(row) for row in ended] == [(MandateState.ENDED, AutopayEndReason.ACCOUNT)] * 2
        assert term.kinds().count("autopay_ended") == 1

    def test_is_set_up_and_charged_on_the_chapters_own_account(
        self, term: AutopayMember, sandbox: Sandbox
    ) -> None:
        account = paid_on_its_own(term.books, sandbox)
        term.turn_on()
        charge(term.books, term.member_id, due_in=10)
        for day in range(1, 12):
            term.day(day)
        [payment] = term.payments()
        assert (payment.state, payment.stripe_account) == (PaymentState.SUCCEEDED, account)
        assert sandbox.balance() == 0
        assert autopay_charges.run_chapter(chapter_id=term.books.chapter_id).problems == []
