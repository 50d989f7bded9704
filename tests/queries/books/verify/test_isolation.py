"""Faults of rows that point at another chapter's, or at another member's."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.pay_links import PayLinkKind
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.models import PayLink
from sigma_finance.queries.books.verify.checks import RuleBreach
from sigma_finance.queries.books.verify.isolation import CHECKS
from tests.books import charge, open_books, pay
from tests.harness.standing import ServedApp
from tests.queries.books.verify.faults import Fault, assert_named, one
from tests.rows import keep, payment


class TestTheChecksOfWhatIsApart:
    def test_name_each_fault_with_what_should_be_and_what_is(
        self, sqlite_app: Flask, standing: ServedApp
    ) -> None:
        books, other = open_books(), open_books()
        ada, ben = books.members
        stranger = other.members[0]
        owed = charge(books, ada, 300)
        paid = pay(books, ben, 100).payment_id
        facts = {"kind": PayLinkKind.MEMBER, "expires_at": now() + timedelta(days=1)}
        link = keep(PayLink(chapter_id=books.chapter_id, member_id=ada, **facts))
        linked = payment(books.chapter_id, ada, PaymentState.CREATED, pay_link_id=link)
        part = one("SELECT id FROM installments")
        debit = one("SELECT id FROM postings WHERE account = 'receivable'")
        credit = one("SELECT id FROM postings WHERE account = 'member_credit'")
        others = f"UPDATE postings SET member_id = NULL WHERE payment_id = {paid} AND id <> {credit}"
        faults: dict[str, Fault] = {
            "chapters_apart": (
                f"UPDATE charges SET member_id = {stranger} WHERE id = {owed}",
                RuleBreach(f"row {owed}", "charges.member_id of the same chapter", str(stranger)),
            ),
            "installment_members": (
                f"UPDATE installments SET member_id = {ben}",
                RuleBreach(f"posting {debit}", str(ben), str(ada)),
            ),
            "payment_members": (
                f"{others}; UPDATE payments SET member_id = {ada} WHERE id = {paid}",
                RuleBreach(f"posting {credit}", str(ada), str(ben)),
            ),
            "pay_link_members": (
                f"UPDATE pay_links SET member_id = {ben}",
                RuleBreach(f"payment {linked}", str(ben), str(ada)),
            ),
            "charge_members": (
                f"UPDATE installments SET member_id = {ben}",
                RuleBreach(f"installment {part}", str(ada), str(ben)),
            ),
        }
        assert_named(CHECKS, faults, books=books, other=other, standing=standing)
