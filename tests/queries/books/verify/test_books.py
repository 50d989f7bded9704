"""Faults of entries, postings and kept balances."""

from __future__ import annotations

from flask import Flask

from sigma_finance.domain.money import LIMIT_MINOR
from sigma_finance.queries.books.verify.books import CHECKS
from sigma_finance.queries.books.verify.checks import RuleBreach
from tests.books import charge, open_books, pay
from tests.harness.standing import ServedApp
from tests.queries.books.verify.faults import Fault, assert_named, one


class TestTheChecksOfTheBooks:
    def test_name_each_fault_with_what_should_be_and_what_is(
        self, sqlite_app: Flask, standing: ServedApp
    ) -> None:
        books, other = open_books(), open_books()
        ada, ben = books.members
        owed = charge(books, ada, 300)
        pay(books, ada, 100)
        pay(books, ben, 50)
        charge(other, other.members[0], 300)
        part = one("SELECT id FROM installments WHERE member_id = :ada", ada=ada)
        entry = one("SELECT id FROM journal_entries WHERE charge_id = :owed", owed=owed)
        income = one(
            "SELECT id FROM postings WHERE entry_id = :entry AND account = 'income_dues'", entry=entry
        )
        later = one("SELECT max(id) + 1 FROM journal_entries")
        plan = (
            "chapter_id, member_id, state, installments, first_on, total_minor, agreement, agreed_ip, reason"
        )
        faults: dict[str, Fault] = {
            "entries_have_postings": (
                f"""INSERT INTO journal_entries (id, chapter_id, kind, booked_on, memo, created_at)
                VALUES ({later}, {books.chapter_id}, 'payment', '2026-01-01', '', '2026-01-01 00:00:00')""",
                RuleBreach(f"entry {later}", "at least 2", "0"),
            ),
            "entries_balance": (
                f"UPDATE postings SET amount_minor = amount_minor + 1 WHERE id = {income}",
                RuleBreach(f"entry {entry}", "0", "1"),
            ),
            "amounts_bounded": (
                f"UPDATE postings SET amount_minor = {LIMIT_MINOR} WHERE id = {income}",
                RuleBreach(f"posting {income}", f"not zero, below {LIMIT_MINOR}", str(LIMIT_MINOR)),
            ),
            "member_balances": (
                f"UPDATE members SET balance_minor = 201 WHERE id = {ada}",
                RuleBreach(f"member {ada}", "200", "201"),
            ),
            "member_credits": (
                f"UPDATE members SET credit_minor = 51 WHERE id = {ben}",
                RuleBreach(f"member {ben}", "50", "51"),
            ),
            "credit_is_applied": (
                f"UPDATE members SET credit_minor = 1 WHERE id = {ada}",
                RuleBreach(f"member {ada}", "0", "1"),
            ),
            "member_figures": (
                f"UPDATE postings SET member_id = NULL WHERE id = {income}",
                RuleBreach(f"member {ada}", "0", "300"),
            ),
            "chapter_receivable": (
                f"UPDATE members SET balance_minor = 1 WHERE id = {ada}",
                RuleBreach(f"chapter {books.chapter_id}", "1", "200"),
            ),
            "installments_open": (
                f"UPDATE installments SET open_minor = 1 WHERE id = {part}",
                RuleBreach(f"installment {part}", "200", "1"),
            ),
            "charges_in_full": (
                f"UPDATE charges SET amount_minor = 1 WHERE id = {owed}",
                RuleBreach(f"charge {owed}", "1", "300"),
            ),
            "charges_earned": (
                f"UPDATE postings SET account = 'income_other' WHERE id = {income}",
                RuleBreach(f"charge {owed}", "300", "0"),
            ),
            "charges_held": (
                f"UPDATE postings SET account = 'held_national' WHERE id = {income}",
                RuleBreach(f"charge {owed}", "0", "300"),
            ),
            "plans_under_way": (
                f"""INSERT INTO plans (id, {plan}, created_at)
                VALUES (7, {books.chapter_id}, {ada}, 'active', 1, '2026-01-01', 300, '', '', '', '2026-01-01')""",
                RuleBreach("plan 7", "above 0", "0"),
            ),
            "reversed_charges_closed": (
                f"UPDATE charges SET reversed_at = created_at WHERE id = {owed}",
                RuleBreach(f"charge {owed}", "0", "200"),
            ),
        }
        assert_named(CHECKS, faults, books=books, other=other, standing=standing)
