"""Faults of payments, and of what went back of them."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import NewCreditReturn
from sigma_finance.queries.books.verify.checks import RuleBreach
from sigma_finance.queries.books.verify.money import CHECKS
from sigma_finance.services.payments import credit_returns, deposits, reversing
from tests.books import ZONE, Books, charge, open_books, pay
from tests.harness.standing import ServedApp
from tests.queries.books.verify.faults import Fault, assert_named, one


@pytest.fixture
def books(sqlite_app: Flask) -> Books:
    """Ada pays a part of what she owes, Ben has credit of which some is paid back, Cy's payment is reversed."""
    made = open_books(members=3)
    ada, ben, cy = made.members
    charge(made, ada, 300)
    pay(made, ada, 100)
    banked = pay(made, ben, 60).payment_id
    back = NewCreditReturn(made.chapter_id, ben, 20, Method.CASH, today_in(ZONE), "", "a key")
    credit_returns.return_credit(request=back, by=OPERATOR)
    gone = pay(made, cy, 40).payment_id
    reversing.reverse(chapter_id=made.chapter_id, payment_id=gone, reason="Bounced", by=OPERATOR)
    deposits.deposit(
        chapter_id=made.chapter_id, payment_ids=[banked], deposited_on=today_in(ZONE), note="", by=OPERATOR
    )
    return made


def faults(books: Books) -> dict[str, Fault]:
    ada, ben, cy = books.members
    paid, saved, gone = (
        one("SELECT id FROM payments WHERE member_id = :id", id=whose) for whose in (ada, ben, cy)
    )
    cash = one("SELECT id FROM postings WHERE payment_id = :id AND account = 'cash_on_hand'", id=paid)
    credit = one(
        "SELECT min(id) FROM postings WHERE payment_id = :id AND account = 'member_credit'", id=saved
    )
    lines = one("SELECT count(*) FROM postings WHERE payment_id = :id", id=paid)
    deposit, returned = one("SELECT id FROM deposits"), one("SELECT id FROM payouts")
    left = one("SELECT -sum(amount_minor) FROM postings WHERE account = 'member_credit'")
    first = one("SELECT amount_minor FROM postings WHERE id = :id", id=credit)
    copied = "chapter_id, kind, booked_on, memo, payment_id, created_at"
    refund = (
        "INSERT INTO refunds (id, chapter_id, payment_id, stripe_refund_id, amount_minor, state, created_at)"
        f" VALUES (7, {books.chapter_id}, {paid}, 're_7', {{minor}}, 'succeeded', '2026-01-01')"
    )
    return {
        "payments_in_cash": (
            f"UPDATE payments SET amount_minor = 101 WHERE id = {paid}",
            RuleBreach(f"payment {paid}", "101", "100"),
        ),
        "unpaid_posts_nothing": (
            f"UPDATE payments SET state = 'pending' WHERE id = {paid}",
            RuleBreach(f"payment {paid}", "0", str(lines)),
        ),
        "credited_once": (
            f"""UPDATE payments SET reference = 'P-7' WHERE id = {paid};
            INSERT INTO journal_entries ({copied}) SELECT {copied} FROM journal_entries WHERE payment_id = {paid}""",
            RuleBreach("payment P-7", "1", "2"),
        ),
        "reversals_named": (
            "UPDATE journal_entries SET reverses_entry_id = NULL",
            RuleBreach(f"payment {gone}", "1", "0"),
        ),
        "payments_balance": (
            f"UPDATE postings SET payment_id = NULL WHERE id = {cash}",
            RuleBreach(f"payment {paid}", "0", "-100"),
        ),
        "payments_not_overdrawn": (
            f"UPDATE postings SET amount_minor = -1 WHERE id = {cash}",
            RuleBreach(f"payment {paid}", "100", "-1"),
        ),
        "disputed_in_excess": (
            f"UPDATE postings SET amount_minor = -1 WHERE id = {cash}",
            RuleBreach(f"payment {paid}", "1", "0"),
        ),
        "lost_disputes_given_up": (
            f"""INSERT INTO disputes (id, chapter_id, payment_id, stripe_dispute_id, amount_minor, state, reason,
            created_at) VALUES (8, {books.chapter_id}, {paid}, 'dp_8', 10, 'lost', '', '2026-01-01');
            UPDATE postings SET account = 'disputed_in_excess' WHERE id = {cash}""",
            RuleBreach(f"payment {paid}", "0", "100"),
        ),
        "credit_not_negative": (
            f"UPDATE postings SET amount_minor = {first + left + 1} WHERE id = {credit}",
            RuleBreach(f"payment {saved}", "not below 0", "-1"),
        ),
        "credit_names_payment": (
            "UPDATE postings SET payment_id = NULL WHERE account = 'member_credit'",
            RuleBreach(f"member {ben}", "0", str(left)),
        ),
        "unassigned_money": (
            f"UPDATE payments SET member_id = NULL WHERE id = {paid}",
            RuleBreach(f"payment {paid}", "100", "0"),
        ),
        "history_apart": (
            f"UPDATE postings SET account = 'historical_cash' WHERE id = {cash}",
            RuleBreach(f"posting {cash}", "False", "historical_cash"),
        ),
        "refunds_within_payment": (
            refund.format(minor=101),
            RuleBreach(f"payment {paid}", "100", "101"),
        ),
        "refunds_booked": (refund.format(minor=30), RuleBreach("refund 7", "30", "0")),
        "deposits_booked": (
            "UPDATE deposits SET amount_minor = 61",
            RuleBreach(f"deposit {deposit}", "61", "40"),
        ),
        "credit_returns_booked": (
            "UPDATE payouts SET amount_minor = 21",
            RuleBreach(f"credit return {returned}", "21", "20"),
        ),
        "disputes_booked": (
            f"""INSERT INTO disputes (id, chapter_id, payment_id, stripe_dispute_id, amount_minor, state, reason,
            created_at) VALUES (7, {books.chapter_id}, {paid}, 'dp_7', 10, 'open', '', '2026-01-01');
            UPDATE journal_entries SET dispute_id = 7 WHERE payment_id = {paid}""",
            RuleBreach("dispute 7", "between 0 and its amount", "-100"),
        ),
    }


class TestTheChecksOfMoney:
    def test_name_each_fault_with_what_should_be_and_what_is(self, books: Books, standing: ServedApp) -> None:
        planted = faults(books)
        assert_named(CHECKS, planted, books=books, other=open_books(), standing=standing)
