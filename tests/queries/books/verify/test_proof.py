"""Faults of receipts and of the audit lines of what was booked."""

from __future__ import annotations

from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.queries.books.verify.checks import RuleBreach
from sigma_finance.queries.books.verify.proof import CHECKS
from sigma_finance.services.payments import reversing
from tests.books import open_books, pay
from tests.harness.standing import ServedApp
from tests.queries.books.verify.faults import Fault, assert_named, one


class TestTheChecksOfProof:
    def test_name_each_fault_with_what_should_be_and_what_is(
        self, sqlite_app: Flask, standing: ServedApp
    ) -> None:
        books, other = open_books(), open_books()
        first, _, third = (pay(books, books.members[0], amount).payment_id for amount in (100, 200, 300))
        reversing.reverse(chapter_id=books.chapter_id, payment_id=third, reason="Bounced", by=OPERATOR)
        receipts = [
            one("SELECT id FROM receipts WHERE number = :number", number=number) for number in (1, 2, 3)
        ]
        pay(other, other.members[0], 100)
        here = f"chapter_id = {books.chapter_id}"
        faults: dict[str, Fault] = {
            "receipts_gapless": (
                f"UPDATE receipts SET number = 9 WHERE id = {receipts[2]}",
                RuleBreach(f"receipt {receipts[2]}", "3", "9"),
            ),
            "receipts_in_order": (
                f"""UPDATE receipts SET number = 900 WHERE id = {receipts[0]};
                UPDATE receipts SET number = 1 WHERE id = {receipts[1]};
                UPDATE receipts SET number = 2 WHERE id = {receipts[0]}""",
                RuleBreach(f"receipt {receipts[0]}", "given out after the one before", "2"),
            ),
            "one_receipt_each": (
                f"DELETE FROM receipts WHERE id = {receipts[0]}",
                RuleBreach(f"payment {first}", "1", "0"),
            ),
            "receipt_amounts": (
                f"UPDATE receipts SET amount_minor = 1 WHERE id = {receipts[0]}",
                RuleBreach(f"receipt {receipts[0]}", "100", "1"),
            ),
            "receipts_void": (
                "DELETE FROM receipt_voids",
                RuleBreach(f"receipt {receipts[2]}", "0", "300"),
            ),
            "bookings_audited": (
                f"DELETE FROM audit_events WHERE action = 'payment.recorded' AND subject_id = {first}",
                RuleBreach(f"payment {first}", "1", "0"),
            ),
            "reversals_audited": (
                f"DELETE FROM audit_events WHERE action = 'payment.reversed' AND {here}",
                RuleBreach(f"payment {third}", "1", "0"),
            ),
        }
        assert_named(CHECKS, faults, books=books, other=other, standing=standing)
