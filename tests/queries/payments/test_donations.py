"""Donations as pages show them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Payment
from sigma_finance.queries.payments import donations
from tests import rows
from tests.books import ZONE, Books, open_books, set_policy

DAY = timedelta(days=1)


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    set_policy(made, Policy(donations_open=True))
    return made


def give(books: Books, state: PaymentState = PaymentState.SUCCEEDED, ago: int = 0) -> int:
    came = state in (PaymentState.SUCCEEDED, PaymentState.REVERSED)
    return rows.payment(
        books.chapter_id,
        None,
        state,
        donor_name="Grace Hopper",
        donor_email="grace@example.com",
        succeeded_at=now() - ago * DAY if came else None,
        received_on=today_in(ZONE) - ago * DAY if came else None,
    )


class TestThePublicPage:
    def test_is_there_where_the_chapter_opened_it(self, books: Books) -> None:
        found = donations.get_giving(slug=books.slug)
        assert (found.chapter_id, found.chapter_name, found.currency) == (
            books.chapter_id,
            "Test Chapter",
            "USD",
        )
        assert donations.get_address(chapter_id=books.chapter_id) == (books.slug, True)

    def test_is_not_there_where_it_did_not(self, books: Books) -> None:
        other = open_books()
        assert donations.get_address(chapter_id=other.chapter_id) == (other.slug, False)
        for slug in (other.slug, "nobody"):
            with pytest.raises(NotFound, match="no such page"):
                donations.get_giving(slug=slug)

    def test_says_that_the_chapter_is_suspended(self, books: Books) -> None:
        chapter = db.session.get_one(Chapter, books.chapter_id)
        chapter.suspended_at, chapter.suspended_because = now(), "x"
        db.session.commit()
        with pytest.raises(NotFound, match="suspended"):
            donations.get_giving(slug=books.slug)


class TestADonation:
    def test_is_found_by_its_reference_in_its_chapter(self, books: Books) -> None:
        gift = db.session.get_one(Payment, give(books))
        assert donations.get_state(slug=books.slug, reference=gift.reference) == (
            PaymentState.SUCCEEDED,
            5000,
        )
        with pytest.raises(NotFound):
            donations.get_state(slug=open_books().slug, reference=gift.reference)

    def test_is_no_payment_of_a_member(self, books: Books) -> None:
        dues = db.session.get_one(
            Payment, rows.payment(books.chapter_id, books.members[0], PaymentState.PENDING)
        )
        with pytest.raises(NotFound):
            donations.get_state(slug=books.slug, reference=dues.reference)


class TestTheList:
    def test_has_what_was_given_newest_first(self, books: Books) -> None:
        older, newer = give(books, ago=5), give(books)
        give(books, PaymentState.PENDING)
        give(open_books())
        found = donations.donations(chapter_id=books.chapter_id, timezone=ZONE)
        references = [db.session.get_one(Payment, one).reference for one in (newer, older)]
        assert [one.line.reference for one in found] == references
        assert (found[0].donor_name, found[0].donor_email) == ("Grace Hopper", "grace@example.com")

    def test_is_added_up_from_a_day_on_without_what_was_reversed(self, books: Books) -> None:
        give(books)
        give(books, ago=5)
        give(books, PaymentState.REVERSED)
        give(open_books())
        today = today_in(ZONE)
        assert donations.total(chapter_id=books.chapter_id, since=today - 5 * DAY) == 10000
        assert donations.total(chapter_id=books.chapter_id, since=today) == 5000
        assert donations.total(chapter_id=books.chapter_id, since=today + DAY) == 0
