"""What the postings say of one member."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.extensions import db
from sigma_finance.models import Member
from sigma_finance.queries.members import member_figures
from sigma_finance.queries.members.member_figures import MemberFigures
from sigma_finance.services.dues import charges
from sigma_finance.services.payments import reversing
from tests.books import ZONE, Books, charge, open_books, pay


def figures(books: Books, member: int = 0) -> MemberFigures:
    db.session.rollback()
    return member_figures.member_figures(chapter_id=books.chapter_id, member_id=books.members[member])


def amounts(found: MemberFigures) -> tuple[int, ...]:
    parts = (
        found.charged_minor,
        found.waived_minor,
        found.paid_minor,
        found.balance_minor,
        found.credit_minor,
    )
    assert parts[0] - parts[1] - parts[2] == parts[3] - parts[4]
    return parts


class TestAMembersFigures:
    def test_are_all_zero_at_first(self, any_app: Flask) -> None:
        assert amounts(figures(open_books())) == (0, 0, 0, 0, 0)

    def test_follow_every_change_of_the_books(self, any_app: Flask) -> None:
        books = open_books()
        member = books.members[0]
        charge_id = charge(books, member, 20000)
        assert amounts(figures(books)) == (20000, 0, 0, 20000, 0)
        charges.waive(
            chapter_id=books.chapter_id, charge_id=charge_id, amount_minor=5000, reason="x", by=OPERATOR
        )
        assert amounts(figures(books)) == (20000, 5000, 0, 15000, 0)
        paid = pay(books, member, 18000)
        assert amounts(figures(books)) == (20000, 5000, 18000, 0, 3000)
        charge(books, member, 1000)
        assert amounts(figures(books)) == (21000, 5000, 18000, 0, 2000)
        reversing.reverse(chapter_id=books.chapter_id, payment_id=paid.payment_id, reason="x", by=OPERATOR)
        assert amounts(figures(books)) == (21000, 5000, 0, 16000, 0)
        charges.reverse(chapter_id=books.chapter_id, charge_id=charge_id, reason="x", by=OPERATOR)
        assert amounts(figures(books)) == (1000, 0, 0, 1000, 0)
        assert amounts(figures(books, member=1)) == (0, 0, 0, 0, 0)

    def test_count_fees_and_fines_as_charged(self, any_app: Flask) -> None:
        books = open_books()
        for kind in ChargeKind:
            request = charges.NewCharge(books.members[0], kind, "x", 1000, today_in(ZONE))
            charges.charge(chapter_id=books.chapter_id, request=request, by=OPERATOR)
        assert amounts(figures(books))[0] == 1000 * len(ChargeKind)

    def test_are_nobody_elses_to_see(self, app: Flask) -> None:
        books, other = open_books(), open_books()
        with pytest.raises(NotFound):
            member_figures.member_figures(chapter_id=other.chapter_id, member_id=books.members[0])


class TestAMembersStanding:
    def test_is_not_financial_once_something_is_past_due(self, app: Flask) -> None:
        books = open_books()
        charge(books, books.members[0], due_in=-1)
        charge(books, books.members[1], due_in=0)
        assert figures(books).standing.kind is StandingKind.NOT_FINANCIAL
        assert figures(books, member=1).standing.kind is StandingKind.FINANCIAL

    def test_follows_grace_and_class(self, app: Flask) -> None:
        books = open_books()
        for member_id in books.members:
            charge(books, member_id, due_in=-1)
        new, exempt = (db.session.get_one(Member, member_id) for member_id in books.members)
        new.initiated_on = today_in(ZONE) - timedelta(days=10)
        exempt.member_class = MemberClass.EXEMPT
        db.session.commit()
        assert figures(books).standing.kind is StandingKind.NEOPHYTE
        assert figures(books, member=1).standing.kind is StandingKind.EXEMPT


class TestFindingAMember:
    def test_takes_the_address_in_any_case(self, app: Flask) -> None:
        books = open_books()
        address = f" Member0.{books.slug}@Example.org "
        assert member_figures.get_member_id(chapter_id=books.chapter_id, email=address) == books.members[0]

    def test_knows_nobody_of_another_chapter(self, app: Flask) -> None:
        books, other = open_books(), open_books()
        with pytest.raises(NotFound, match="No member of this chapter"):
            member_figures.get_member_id(
                chapter_id=other.chapter_id, email=f"member0.{books.slug}@example.org"
            )
