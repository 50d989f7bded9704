"""What Stripe does by itself after a while."""

from __future__ import annotations

import pytest

from sandbox.engine import jobs
from sandbox.engine.work import Bench, Json, Work
from sandbox.stripe import debits, payments, sessions
from sandbox.stripe.cards import ACCOUNTS, CARDS, TestAccount
from tests.sandbox.standing import order
from tests.sandbox.stripe.giving import PAYER


def paid(work: Work) -> Json:
    session = sessions.create(work, order())
    return payments.pay_by_card(work, session, card=CARDS[0], payer=PAYER, expiry=(12, 2034))


def debited(work: Work, account: TestAccount) -> str:
    session = debits.begin(work, sessions.create(work, order()), account=account, payer=PAYER)
    work.later("end_debit", session["id"], 60)
    session_id: str = session["id"]
    return session_id


def overdue(work: Work) -> None:
    """Let everything be due, expiry too."""
    work.connection.execute("UPDATE jobs SET due_at = 0")


class TestWhatIsDue:
    def test_makes_a_fee_known_once(self, bench: Bench) -> None:
        with bench.changing() as work:
            paid(work)
        assert jobs.run_due(bench) == 0
        with bench.changing() as work:
            overdue(work)
        assert [jobs.run_due(bench), jobs.run_due(bench)] == [1, 0]
        with bench.looking() as work:
            assert len(work.every("event", type="charge.updated")) == 1

    def test_expires_an_open_session_and_no_paid_one(self, bench: Bench) -> None:
        with bench.changing() as work:
            left, done = sessions.create(work, order()), paid(work)
            work.later("expire_session", done["id"], 0)
            overdue(work)
        jobs.run_due(bench)
        with bench.looking() as work:
            assert work.get("checkout.session", left["id"])["status"] == "expired"
            assert work.get("checkout.session", done["id"])["status"] == "complete"

    @pytest.mark.parametrize(
        ("account", "status"), [(ACCOUNTS[0], "paid"), (ACCOUNTS[1], "unpaid"), (ACCOUNTS[3], "unpaid")]
    )
    def test_ends_a_debit_as_its_account_says(self, bench: Bench, account: TestAccount, status: str) -> None:
        with bench.changing() as work:
            session_id = debited(work, account)
            overdue(work)
        jobs.run_due(bench)
        with bench.looking() as work:
            session = work.get("checkout.session", session_id)
            intent = work.get("payment_intent", session["payment_intent"])
        assert session["payment_status"] == status
        assert (intent["last_payment_error"] or {}).get("code") == account.failure_code

    def test_passes_over_what_is_gone_or_has_moved_on(self, bench: Bench) -> None:
        with bench.changing() as work:
            work.later("book_charge", "ch_gone", 0)
            session_id = debited(work, ACCOUNTS[0])
            debits.settle(work, work.get("checkout.session", session_id))
            work.later("end_debit", session_id, 0)
            open_id = sessions.create(work, order())["id"]
            overdue(work)
        assert jobs.run_due(bench) == 4
        with bench.looking() as work:
            assert work.get("checkout.session", session_id)["payment_status"] == "paid"
            assert work.get("checkout.session", open_id)["status"] == "expired"


class TestHastening:
    def test_makes_all_due_but_expiry(self, bench: Bench) -> None:
        with bench.changing() as work:
            session_id = debited(work, ACCOUNTS[0])
            open_id = sessions.create(work, order())["id"]
            jobs.hasten(work)
        jobs.run_due(bench)
        with bench.looking() as work:
            assert work.get("checkout.session", session_id)["payment_status"] == "paid"
            assert work.get("checkout.session", open_id)["status"] == "open"
