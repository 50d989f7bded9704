"""Pay links: what one is worth, a member's open ones, and what a payment by one came to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.pay_links import PayLinkKind, PayLinkState
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, PayLink, Payment
from sigma_finance.queries.payments import pay_links
from sigma_finance.queries.payments.settling import PageAtProvider
from sigma_finance.services.payments import pay_links as services
from tests import rows
from tests.books import ZONE, Books, charge, open_books

DAY = timedelta(days=1)


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0], 20000)
    return made


def make(books: Books, kind: PayLinkKind = PayLinkKind.MEMBER) -> int:
    return services.make(chapter_id=books.chapter_id, member_id=books.members[0], kind=kind, by=OPERATOR)


def expire(link_id: int) -> None:
    link = db.session.get_one(PayLink, link_id)
    link.created_at, link.expires_at = now() - 2 * DAY, now() - DAY
    db.session.commit()


class TestALink:
    def test_shows_initials_and_what_can_be_paid_now(self, books: Books) -> None:
        rows.payment(books.chapter_id, books.members[0], PaymentState.PROCESSING, amount_minor=5000)
        found = pay_links.get_balance(link_id=make(books), at=now())
        assert (found.payable_minor, found.state, found.initials) == (15000, PayLinkState.OPEN, "M. 0.")
        assert (found.chapter_name, found.currency, found.is_suspended) == ("Test Chapter", "USD", False)

    def test_is_worth_nothing_below_zero(self, books: Books) -> None:
        rows.payment(books.chapter_id, books.members[0], PaymentState.PROCESSING, amount_minor=50000)
        found = pay_links.get_balance(link_id=make(books), at=now())
        assert (found.payable_minor, found.state) == (0, PayLinkState.UNDER_WAY)

    def test_knows_that_it_is_over(self, books: Books) -> None:
        link_id = make(books)
        expire(link_id)
        assert pay_links.get_balance(link_id=link_id, at=now()).state is PayLinkState.EXPIRED
        chapter = db.session.get_one(Chapter, books.chapter_id)
        chapter.suspended_at, chapter.suspended_because = now(), "x"
        db.session.commit()
        assert pay_links.get_balance(link_id=link_id, at=now()).is_suspended
        with pytest.raises(NotFound):
            pay_links.get_balance(link_id=link_id + 1, at=now())

    def test_is_listed_and_found_while_it_works(self, books: Books) -> None:
        chapter_id, member_id = books.chapter_id, books.members[0]
        link_id = make(books)

        def opened(chapter: int = chapter_id, member: int = member_id) -> list[int]:
            return [one.id for one in pay_links.open_links(chapter_id=chapter, member_id=member, at=now())]

        def find(kind: PayLinkKind, days: int) -> bool:
            return (
                pay_links.find_open(
                    chapter_id=chapter_id, member_id=member_id, kind=kind, at=now(), for_so_long=days * DAY
                )
                is not None
            )

        other = open_books()
        assert opened() == [link_id]
        assert opened(other.chapter_id) == opened(member=books.members[1]) == []
        assert (find(PayLinkKind.MEMBER, 29), find(PayLinkKind.MEMBER, 31)) == (True, False)
        assert not find(PayLinkKind.OFFICER, 1)
        assert pay_links.works(chapter_id=chapter_id, link_id=link_id, at=now())
        assert not pay_links.works(chapter_id=other.chapter_id, link_id=link_id, at=now())
        expire(link_id)
        assert opened() == []
        assert not pay_links.works(chapter_id=chapter_id, link_id=link_id, at=now())

    def test_is_taken_back_once_by_its_own_member(self, books: Books) -> None:
        link_id, other = make(books), open_books()

        def revoke(chapter_id: int, member_id: int) -> bool:
            return pay_links.revoke(chapter_id=chapter_id, member_id=member_id, link_id=link_id, at=now())

        assert not revoke(books.chapter_id, books.members[1])
        assert not revoke(other.chapter_id, books.members[0])
        assert revoke(books.chapter_id, books.members[0])
        assert not revoke(books.chapter_id, books.members[0])


class TestAPaymentByALink:
    def pay(self, books: Books, link_id: int, state: PaymentState, session_id: str | None = None) -> str:
        payment_id = rows.payment(
            books.chapter_id, books.members[0], state, pay_link_id=link_id, stripe_session_id=session_id
        )
        return db.session.get_one(Payment, payment_id).reference

    def test_can_still_be_paid_while_its_session_is_open(self, books: Books) -> None:
        link_id = make(books)
        reference = self.pay(books, link_id, PaymentState.PENDING, "cs_1")
        self.pay(books, link_id, PaymentState.PENDING)
        self.pay(books, link_id, PaymentState.EXPIRED, "cs_2")
        page = PageAtProvider(reference, "cs_1", "")
        assert pay_links.open_sessions(chapter_id=books.chapter_id, link_id=link_id) == [page]
        assert pay_links.open_sessions(chapter_id=open_books().chapter_id, link_id=link_id) == []

    def test_says_where_it_stands_to_its_own_link(self, books: Books) -> None:
        link_id = make(books)
        reference = self.pay(books, link_id, PaymentState.PROCESSING)
        line = pay_links.get_outcome(
            chapter_id=books.chapter_id, link_id=link_id, reference=reference, timezone=ZONE
        )
        assert (line.state, line.amount_minor) == (PaymentState.PROCESSING, 5000)
        for chapter_id, link in ((open_books().chapter_id, link_id), (books.chapter_id, link_id + 1)):
            with pytest.raises(NotFound):
                pay_links.get_outcome(chapter_id=chapter_id, link_id=link, reference=reference, timezone=ZONE)


class TestWhatIsOwed:
    def test_is_the_members_own(self, books: Books) -> None:
        assert pay_links.owed(chapter_id=books.chapter_id, member_id=books.members[0]) == 20000
        assert pay_links.owed(chapter_id=open_books().chapter_id, member_id=books.members[0]) == 0
