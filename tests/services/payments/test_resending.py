"""A receipt mailed once more."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import Conflict, NotFound
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import DonationEntry, Gift
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Member, OutboxMessage
from sigma_finance.services.payments import donations, resending, reversing
from tests.books import ZONE, Books, charge, open_books, pay
from tests.dues import change


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    change(made.members[0], email="ada@example.org")
    return made


def resend(books: Books, reference: str) -> str:
    return resending.resend_receipt(chapter_id=books.chapter_id, reference=reference, by=OPERATOR)


class TestAReceipt:
    def test_goes_to_its_member_again_as_it_was_given_and_the_trail_says_so(self, books: Books) -> None:
        charge(books, books.members[0], 20000)
        paid = pay(books, books.members[0], 25000)
        charge(books, books.members[0], 1000)
        assert resend(books, paid.reference) == db.session.get_one(Member, books.members[0]).name
        mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "receipt_again")).one()
        assert (mail.to_email, mail.context["receipt_number"]) == ("ada@example.org", paid.receipt_number)
        assert [part["amount"] for part in mail.context["settled"]] == ["$200.00"]
        assert (mail.context["credit"], mail.context["stays"]) == ("$50.00", None)
        line = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "receipt.resent")).one()
        assert (line.subject_id, line.details["receipt"]) == (paid.payment_id, paid.receipt_number)

    def test_that_is_void_stays_where_it_is(self, books: Books) -> None:
        paid = pay(books, books.members[0], 500)
        reversing.reverse(chapter_id=books.chapter_id, payment_id=paid.payment_id, reason="x", by=OPERATOR)
        with pytest.raises(Conflict, match="is void"):
            resend(books, paid.reference)

    @pytest.mark.parametrize(
        ("facts", "why"),
        [({"email": None}, "has no e-mail address"), ({"mail_stopped_at": now()}, "kept coming back")],
    )
    def test_of_whom_no_mail_reaches_is_refused_with_what_to_do(
        self, books: Books, facts: dict[str, object], why: str
    ) -> None:
        paid = pay(books, books.members[0], 500)
        change(books.members[0], **facts)
        with pytest.raises(Conflict, match=why):
            resend(books, paid.reference)

    def test_of_a_donation_is_no_members(self, books: Books) -> None:
        made = donations.record(
            chapter_id=books.chapter_id,
            gift=Gift(5000, "Grace Hopper", ""),
            received=DonationEntry(Method.CASH, today_in(ZONE), "k" * 16),
            by=OPERATOR,
        )
        with pytest.raises(Conflict, match="no member's"):
            resend(books, made.reference)

    def test_of_another_chapter_is_not_found(self, books: Books) -> None:
        other = open_books()
        paid = pay(other, other.members[0], 500)
        with pytest.raises(NotFound):
            resend(books, paid.reference)
